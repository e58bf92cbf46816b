"""States by the names and codes that lists give them: ISO 3166-1, and what lists write instead.

A name in doubt ("possibly ...", two states, a state that is no more) is no state: whoever reads on sees
the source's words beside it.
"""

import unicodedata
from functools import lru_cache

from comity.model.parties import StateCode

_TABLE = """
AD AND Andorra
AE ARE United Arab Emirates|UAE|Emirati
AF AFG Afghanistan|Afghan
AG ATG Antigua and Barbuda
AI AIA Anguilla
AL ALB Albania|Albanian
AM ARM Armenia|Armenian
AO AGO Angola
AR ARG Argentina|Argentine|Argentinian
AS ASM American Samoa
AT AUT Austria|Austrian
AU AUS Australia|Australian
AW ABW Aruba
AX ALA Åland Islands
AZ AZE Azerbaijan|Azerbaijani
BA BIH Bosnia and Herzegovina|Bosnia-Herzegovina|Bosnian|Bosnia
BB BRB Barbados
BD BGD Bangladesh|Bangladeshi
BE BEL Belgium|Belgian
BF BFA Burkina Faso
BG BGR Bulgaria|Bulgarian
BH BHR Bahrain|Bahraini
BI BDI Burundi
BJ BEN Benin
BL BLM St. Barthélemy|Saint Barthélemy
BM BMU Bermuda
BN BRN Brunei|Brunei Darussalam
BO BOL Bolivia|Bolivia (Plurinational State of)|Plurinational State of Bolivia|Bolivian
BQ BES Caribbean Netherlands
BR BRA Brazil|Brazilian
BS BHS Bahamas|Bahamas, The|The Bahamas
BT BTN Bhutan
BW BWA Botswana
BY BLR Belarus|Belarusian|Belorussia|Byelorussian SSR
BZ BLZ Belize
CA CAN Canada|Canadian
CC CCK Cocos (Keeling) Islands
CD COD Democratic Republic of the Congo|Congo, Democratic Republic of the|DR Congo|DRC
CD COD Congolese (DRC)|Zaire
CF CAF Central African Republic
CG COG Congo|Congo, Republic of the|Republic of the Congo
CH CHE Switzerland|Swiss
CI CIV Côte d'Ivoire|Côte d'Ivoire|Cote d Ivoire|Ivory Coast|Ivorian
CK COK Cook Islands
CL CHL Chile|Chilean
CM CMR Cameroon|Cameroonian
CN CHN China|People's Republic of China|Chinese|PRC
CO COL Colombia|Colombian
CR CRI Costa Rica
CU CUB Cuba|Cuban
CV CPV Cape Verde|Cabo Verde
CW CUW Curaçao
CX CXR Christmas Island
CY CYP Cyprus|Cypriot
CZ CZE Czechia|Czech Republic|Czech
DE DEU Germany|German|Federal Republic of Germany
DJ DJI Djibouti
DK DNK Denmark|Danish
DM DMA Dominica
DO DOM Dominican Republic
DZ DZA Algeria|Algerian|People's Democratic Republic of Algeria
EC ECU Ecuador
EE EST Estonia|Estonian
EG EGY Egypt|Egyptian|Arab Republic of Egypt
EH ESH Western Sahara
ER ERI Eritrea|Eritrean
ES ESP Spain|Spanish
ET ETH Ethiopia|Ethiopian
FI FIN Finland|Finnish
FJ FJI Fiji
FK FLK Falkland Islands
FM FSM Micronesia|Micronesia (Federated States of)|Federated States of Micronesia
FO FRO Faroe Islands
FR FRA France|French
GA GAB Gabon
GB GBR United Kingdom|United Kingdom of Great Britain and Northern Ireland|British|UK|Great Britain
GD GRD Grenada
GE GEO Georgia|Georgian
GF GUF French Guiana
GG GGY Guernsey
GH GHA Ghana|Ghanaian
GI GIB Gibraltar
GL GRL Greenland
GM GMB Gambia|The Gambia|Gambia, The
GN GIN Guinea
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea
GR GRC Greece|Greek|Hellenic Republic
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau
GY GUY Guyana
HK HKG Hong Kong|Hong Kong SAR|Hong Kong, China
HN HND Honduras
HR HRV Croatia|Croatian
HT HTI Haiti|Haitian
HU HUN Hungary|Hungarian
ID IDN Indonesia|Indonesian
IE IRL Ireland|Irish
IL ISR Israel|Israeli
IM IMN Isle of Man|Man, Isle of
IN IND India|Indian
IQ IRQ Iraq|Iraqi
IR IRN Iran|Iran (Islamic Republic of)|Islamic Republic of Iran|Iranian
IS ISL Iceland
IT ITA Italy|Italian
JE JEY Jersey
JM JAM Jamaica
JO JOR Jordan|Jordanian
JP JPN Japan|Japanese
KE KEN Kenya|Kenyan
KG KGZ Kyrgyzstan|Kyrgyz|Kyrgyz Republic
KH KHM Cambodia|Cambodian
KI KIR Kiribati
KM COM Comoros
KN KNA St. Kitts and Nevis|Saint Kitts and Nevis
KP PRK North Korea|Democratic People's Republic of Korea|Korea, North
KP PRK Korea (Democratic People's Republic of)|DPRK|North Korean
KR KOR South Korea|Republic of Korea|Korea, South|Korea (Republic of)|South Korean
KW KWT Kuwait|Kuwaiti
KY CYM Cayman Islands
KZ KAZ Kazakhstan|Kazakh|Kazakhstani
LA LAO Laos|Lao People's Democratic Republic|Lao PDR
LB LBN Lebanon|Lebanese
LC LCA St. Lucia|Saint Lucia
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Lithuanian
LU LUX Luxembourg
LV LVA Latvia|Latvian
LY LBY Libya|Libyan Arab Jamahiriya|State of Libya|Libyan
MA MAR Morocco|Moroccan|Kingdom of Morocco
MC MCO Monaco
MD MDA Moldova|Republic of Moldova|Moldova (Republic of)|Moldovan
ME MNE Montenegro|Montenegrin
MF MAF St. Martin|Saint Martin
MG MDG Madagascar
MH MHL Marshall Islands
MK MKD North Macedonia|North Macedonia, The Republic of|The former Yugoslav Republic of Macedonia
MK MKD Macedonia|Macedonian
ML MLI Mali|Malian
MM MMR Burma|Burmese|Myanmar
MN MNG Mongolia
MO MAC Macau|Macao
MP MNP Northern Mariana Islands
MQ MTQ Martinique
MR MRT Mauritania|Mauritanian
MS MSR Montserrat
MT MLT Malta
MU MUS Mauritius
MV MDV Maldives|Maldivian
MW MWI Malawi
MX MEX Mexico|Mexican
MY MYS Malaysia|Malaysian
MZ MOZ Mozambique
NA NAM Namibia
NC NCL New Caledonia
NE NER Niger
NF NFK Norfolk Island
NG NGA Nigeria|Nigerian
NI NIC Nicaragua|Nicaraguan
NL NLD Netherlands|Dutch|Netherlands (Kingdom of the)|The Netherlands|Kingdom of the Netherlands
NO NOR Norway|Norwegian
NP NPL Nepal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand
OM OMN Oman|Omani|Sultanate of Oman
PA PAN Panama
PE PER Peru
PF PYF French Polynesia
PG PNG Papua New Guinea
PH PHL Philippines|Filipino|Philippine
PK PAK Pakistan|Pakistani
PL POL Poland|Polish
PM SPM St. Pierre and Miquelon|Saint Pierre and Miquelon
PN PCN Pitcairn Islands
PR PRI Puerto Rico
PS PSE Palestinian|State of Palestine|Palestine|Palestine, State of|Occupied Palestinian Territory
PS PSE West Bank|Gaza
PT PRT Portugal|Portuguese
PW PLW Palau
PY PRY Paraguay
QA QAT Qatar|Qatari
RE REU Réunion
RO ROU Romania|Romanian
RS SRB Serbia|Serbian
RU RUS Russia|Russian Federation|Russian
RW RWA Rwanda|Rwandan
SA SAU Saudi Arabia|Saudi Arabian|Saudi|Kingdom of Saudi Arabia
SB SLB Solomon Islands
SC SYC Seychelles
SD SDN Sudan|Sudanese|Republic of the Sudan|The Sudan
SE SWE Sweden|Swedish
SG SGP Singapore|Singaporean
SH SHN St. Helena|Saint Helena
SI SVN Slovenia|Slovenian|Slovene
SJ SJM Svalbard and Jan Mayen
SK SVK Slovakia|Slovak|Slovak Republic
SL SLE Sierra Leone
SM SMR San Marino
SN SEN Senegal|Senegalese
SO SOM Somalia|Somali|Federal Republic of Somalia
SR SUR Suriname
SS SSD South Sudan|South Sudanese
ST STP São Tomé and Príncipe|Sao Tome and Principe
SV SLV El Salvador
SX SXM Sint Maarten
SY SYR Syria|Syrian Arab Republic|Syrian
SZ SWZ Eswatini|Swaziland
TC TCA Turks and Caicos Islands
TD TCD Chad|Chadian
TG TGO Togo
TH THA Thailand|Thai
TJ TJK Tajikistan|Tajik|Tajikistani
TK TKL Tokelau
TL TLS Timor-Leste|East Timor
TM TKM Turkmenistan|Turkmen
TN TUN Tunisia|Tunisian
TO TON Tonga
TR TUR Türkiye|Turkey|Turkish|Republic of Türkiye
TT TTO Trinidad and Tobago|Trinidadian
TV TUV Tuvalu
TW TWN Taiwan|Taiwan, Province of China|Taiwan (Province of China)|Taiwan (China)|Taiwanese
TZ TZA Tanzania|United Republic of Tanzania|Tanzania (United Republic of)
TZ TZA Tanzania, United Republic of|Tanzanian
UA UKR Ukraine|Ukrainian
UG UGA Uganda|Ugandan
US USA United States|United States of America|USA|U.S.A.|American
UY URY Uruguay|Uruguayan
UZ UZB Uzbekistan|Uzbek|Uzbekistani
VA VAT Vatican City|Holy See|Vatican
VC VCT St. Vincent and Grenadines|Saint Vincent and Grenadines|Saint Vincent and the Grenadines
VE VEN Venezuela|Venezuela (Bolivarian Republic of)|Bolivarian Republic of Venezuela|Venezuelan
VG VGB British Virgin Islands|Virgin Islands, British
VI VIR U.S. Virgin Islands|Virgin Islands, U.S.|United States Virgin Islands
VN VNM Vietnam|Viet Nam|Socialist Republic of Viet Nam|Vietnamese
VU VUT Vanuatu
WF WLF Wallis and Futuna
WS WSM Samoa
XK XKX Kosovo|Kosovar
YE YEM Yemen|Yemeni|Republic of Yemen
YT MYT Mayotte
ZA ZAF South Africa|South African
ZM ZMB Zambia|Zambian
ZW ZWE Zimbabwe|Zimbabwean
"""
"""ISO 3166-1 alpha-2 and alpha-3, then names: English short name, formal name, other names, adjective."""

_MARKS = str.maketrans(dict.fromkeys("'’‘`´.", "") | {"-": " "})


@lru_cache(maxsize=4096)
def state_named(text: str) -> StateCode | None:
    """Return the state that a name stands for, or nothing where it is none, or is in doubt."""
    return _BY_NAME.get(_folded(text))


def state_coded(text: str) -> StateCode | None:
    """Return the state of a two- or three-letter code, in whatever case."""
    return _BY_CODE.get(text.strip().upper())


def _folded(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.translate(_MARKS)).casefold()
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def _read_table() -> tuple[dict[str, StateCode], dict[str, StateCode]]:
    by_code: dict[str, StateCode] = {}
    by_name: dict[str, StateCode] = {}
    for line in _TABLE.strip().splitlines():
        two, three, names = line.split(" ", 2)
        by_code |= dict.fromkeys((two, three), StateCode(two))
        by_name |= {_folded(name): StateCode(two) for name in names.split("|")}
    return by_code, by_name


_BY_CODE, _BY_NAME = _read_table()
