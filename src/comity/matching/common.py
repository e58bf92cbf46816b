"""Forms of name parts so common that they say little, with the bits they say where they are most common.

Bits are the negative binary logarithm of the share of persons who carry the part, rounded to halves, after
the shipped table of name statistics by which keys are made too: `python bench/common.py` writes the lines
anew. Small letters are a form's letters, with capitals it is a sound. What does not stand here is weighed by
its length.
"""

from functools import cache

_HALVES = """
3: NGiN nguien
4: KiM kim
5: Ti
6: Li TRaN VaN le thi tran van
7: MuHaMiD PaRK Vu aLiKSaNDR aLiKSaNDRuVNa aLiKSaNDRuViS aleksandr aleksandrovich aleksandrovna mohamed park
8: FaM Hu KSu MiNH Si SiRGi Su SuNG TaN TaNH Tu elena fam iLiNa minh sergei thanh
9: DMiTRi DuK FaN FaTMa FaTiMa FuNG GiM HaNG Hi HiNH HuNG KaNG MiHMiT NGuK NaTaLa NiKuLiVNa NiKuLiViS SaN
9: SiNG SiRGiVNa SiRGiViS TaTaNa VLaDiMiR VLaDiMiRuVNa VLaDiMiRuViS aHMiD aLiKSi aNDRi aNH ahmed aleksei
9: andrei anh choi dmitri duc fan fatima fatma gim hoang hong huinh iRiNa iVaNuVNa iVaNuViS ian ing irina iun
9: ivanovich ivanovna kuang mehmet natalia ngoc nikolaevich nikolaevna olga qing sergevich sergevna tatiana
9: uLGa vladimir vladimirovich vladimirovna vo vu
10: BRuVN BiRiSi Di DiNH DuNG GRiGuRaN GaRSa Ha HaNH KuK KuNG MaMaDuV MaRTiN MaRa MiHiLuVNa MiHiLuViS MiLNiK
10: MuSTaFa NiKuLi NuVaK PiNG PiTiRS PuPa RuSi SMiT SViTLaNa SaMaRaS SuN SuVaNuViK TRuNG VaNG VaSiLiVNa
10: VaSiLiViS ViKTuRuVNa ViKTuRuViS aHMiT aHMiTuV aLi aN aNa aNaTuLiVNa aNaTuLiViS ahmet ahmetov aise ali ana
10: anatolevich anatolevna beridze brovn dinh duan dui ekaterina garcia grigorian hua hui i iKaTiRiNa iLMaS
10: iSi iVaNu iang ilmaz iovanovic iu iung ivanu kuoc li mamadov maria martin melnik mikhailovich mikhailovna
10: mustafa nikolai novak peters popa rong rosi samaras shmit svetlana trung tuan u vang vasilevich vasilevna
10: viktorovich viktorovna wang yi you zhun
11: BaK Bi DaNG FaNG FaTiMiH FiNG FiRNaNDiS GaLiNa Gu GuNSaLiS HaDiSa HaSaN HaTiSi HuSiN KSaN KuHiN LiN LiNH
11: LiVi LuDMiLa LuPiS MaRTiNiS MaRi Mi MiHiL MiNG MuSiN NaH PiTRuVNa PiTRuViS RaSiD RuDRiGiS SaNG SiD SiN
11: SuHN TiN Vi ViKTuR ViT VuNG aLiKSiVNa aLiKSiViS aMiR aNDRiVNa aNDRiViS aicha aleksevich aleksevna amir
11: andrevich andrevna bak bing bui cho chuo cohen dan dang dung emine evgenevich evgenevna evgeni fang
11: fatemeh feng fernandez fuong galina gang gonzalez guo hai hasan hatice hu hung husein iMiNi iNG iSa iVGiNi
11: iVGiNiVNa iVGiNiViS iVaN ie iean iohn ion iulia iurevich iurevna iuri iusef ivan kang khadia ksiao ksiu
11: ksuan levi lin linh liudmila lopez marie martinez mei mikhail ming muchen noah olivia petrovich petrovna
11: ping qi qian qie rachid rang rodrigez said tan thu thui tian tien uLa uLiVa uN uNG uRi uRiVNa uRiViS uSiF
11: vei viet viktor vong wei xiao xiu xuan yan ying zhen zhi
12: BiKu BiN BiRNaRD Bu DMiTRiVNa DMiTRiViS DaViD DiMiR Du DuBiS FiRaRi FuK GaBRiL Gi GuRGuS HVaNG HaLiD HaN
12: HaRuTuNaN HuSiNuV KRiTiKuS KSa KSaNG KSiN KVuN Ka KaSLu KaVaLu KiNG KuVaLSKi LaN LiM Lu LuNG LuNaRDu Ma
12: MaDiNa MaKSiM MaMiDuV MaMiDuVi MaRKiL MaRaM MaRaMi MaRiNa MiHDi MiN MiS MuHaMaD MuLiR NGu NaDiSDa NaM
12: NiKuLiK PaPuSiS PaTiL PiRiS PiTRuViK PiTiR PuP PuPiSKu RiLa RuKSi RuSu SMiRNuV Sa SaDi SaHRa SaNSiNS
12: SaNSiS SaRBiL SaRGSaN SiNiP SiVSiNKu SuFa TRaNG VaLiNTiNa ViBiR ViN ViSNiVSKi aBDLaH aLiHaN aLiSa aLiV
12: aMiLa aNG aNTuNi aNaHiT aNaSTaSa aNaTuLi aNi aRMiN aRTiM aRTuR abdlah aliev alikhan alisa amelia anahit
12: anastasia anatoli ane antoni armen artem arthur bao bernard bin boiko charbel cong dao david de demir
12: dmitrievich dmitrievna do dong dubois ema emilia ferari fuc gabriel georgios gi han harutiunian hieu hoa
12: huseinov hvang iBRaHiM iGuR iMa iMiLa iNiS iNu iVa ia iade iansens ibrahim ieong ieva igor imene ines inuo
12: io iong iuan kaia kavaliu kazlu khalid khanh kiang king kovalski kritikos ksia ksiang ksin kui kvon lan
12: lei leo leonardo lim long madina maes mai maksim mamedov mamedovi mari mariam mariami marina markel mehdi
12: mia min mohamad muler nadezhda nam ngo nikolic oh oleg omar omarov paputsis patel perez peter petrovic pop
12: popescu qia qiang relia ruoksi ruso sanchez sargsian shevchenko shin smirnov smith sofia son song tao thai
12: thao tong trang uH uLiG uMaR uMaRuV valentina veber ven visnievski wen xia xiang xin yang yong zahra
12: zeinep zhao zhuan zofia
13: BRaHiM BaNSi BuNDaRiNKu DaN DiNiS DuMiTRu DuRDiViK Fi FiLiPi GaNG GiLaSViLi GuLiV GuMiS GuRGi HaMiD
13: HaSaNuV HaSaTRaN HuFMaN HuVHaNiSaN KaN KaPaNaSi KaSLuSKi Ki KuNSTaNTiN KuNTuS KuVaLSiK KuVaLiNKu La LaNG
13: LaRiSa LuBuV LuK MaLiKa MaNH MaRK MaRKuViK MaRTiNi MiRTiNS MiRiM MiSiL MuRaT NGa NHuNG Na NaDa NaTaLi NiL
13: NiMa NiNa NuViK PaTRiK PaVLuVNa PaVLuViS PaViL RaDu RuBiRT RuMaN RuNG SMiRNuVa SaHiN SaKuBS SaMiRa SaMiS
13: SiLiK SiNiB SuDi SuNiS TaM TaNG TiNG TuMaS VaGNiR VaSiSLaV ViLaMS ViRa ViSiK ViTaLi aHN aMiNa aSiS ahn
13: aivaliotis amina aziz beng bianchi bo bondarenko brahim celik chao chen cheng choe chun ci cuong dai denis
13: ding dordevic du dumitru duong elif esposito fei filipe fong gai gelashvili george gomez guliev hamid hanh
13: hao hasanov he ho hofman hosein hovhanisian huan iGuRiVNa iGuRiViS iLDiS iLiF iSLa iSMiL iSPuSiTu iVaLuTiS
13: iVaNuV iVaNuVa iacobs iames igorevich igorevna ildiz iones isla ismail iude iusuf ivanov ivanova kai
13: kapanadze kazluski khachatrian khoa konstantin kontos kovalchik kovalenko ksue kuan laia larisa liang
13: liubov luc malika manh marc markovic martine meriem mertens mi michel murat na nadia naima nathalie nga
13: nhung niel nina novik oksana olegovich olegovna oliver omer osman ospanov patrik pavel pavlovich pavlovna
13: peng radu ran robert roman sahin samira seo sheng shu smirnova tai tam thang thomas ting tu uKSaNa
13: uLiGuVNa uLiGuViS uLiViR uMiR uSMaN uSPaNuV uSuF vagner vera viacheslav viliams vitali voicik xue yun
13: zhang zheng zhong zi zineb
14: BRuNu BiK BuGDaN DMiTRu DRiS DaNiL DaS DaViT DiRK DuRaND FRa GaNi GuLa GuSiNS HaKuBaN HaLiL HaMSa HaNa
14: HaNaN HaVLa HiLMa HiRNaNDiS HiSaM KLiS KRaVSiNKu KRiSTiNi KaMiNSKi KaRiM KaRiMa KaRiN Ku KuFuS KuLuMBu
14: KuNSTaNTiNuS KuSNiSuV KuSNiSuVa KuVaLSuK LaM LaRa LaTiFa LiLi LiS LiSi LiVaNDuVSKi LuKa LuRa MaHMuD MaRiSa
14: MaTVi MaTi MaTu MiLa MiSuRaSi MiTaRaS MuN MuNiKi MuRiNu NiKuLaS NiNu NuR NuRiSLaM PiRi PiTRuSaN PiTiT PuL
14: PuPuV RaFiL RaMaSaN RiS RiSaRD RiTa RuMaNu SMiDT SMiS SRuDiR STaN STaNKuViK STiKa STuSaNuViK SaD SaMa
14: SaMaL SaRa SaRaH SiHRa SiLiNSKi SiMa SiMiNiS SiNaB SiRiFi SuHNSuN SuHaN SuKuLuV SuLTaN SuLa SuLi SuLiMaN
14: SuLiMiNuV SuLiN SuNi SuSaNa TKaSiNKu TiL TiLuR TuMaSu VaLiNTiNuVNa VaLiNTiNuViS VaRDaNaN ViKTuRa ViLaM
14: ViLiMS ViRuNiKa VuGaR a aBDKaDiR aBDLiV aBDRaHiM aHMaDuV aLVaRiS aLiKSaNDiR aLiSaNDRu aLiVi aNDRa aNiS
14: aSMiNi aSiLiM aVa abdkader abdlaiev abdrahim ahmadov aia aikaterini ailin aisultan aiub aleksander
14: alesandro alievi alvarez an andria artur asilim aurora ava bae baek bogdan bruno cheung christine claes
14: colombo daniel davit diaz dirk dmitro dris durand elchin elene eleni elias eric freia gaiane gheorghe
14: giorgi giulia gosens hakobian halil hamza hana hanan haoiu helma hernandez hicham iHaN iKaTiRiNi iLDiRiM
14: iLSiN iLaS iLiK iLiN iLiNi iRiK iSKaKuV iSMiLuV iSaBiLi iSuLTaN iVi iamal iasmine ieon ihan ildirim ilic
14: imenez ioanis iohan iohnson isabele iskakov ismailov iulen iulie iune iutong ivi kaminski karen karim
14: karima ke khavla ko konstantinos kovalchuk kravchenko kufos kuznetsov kuznetsova lara latifa lau laura
14: levandovski liam lili liu luca luis luise mahmud maisuradze mark matei mateo matvei michael michail mila
14: mitaras mon monike moreno nicolas nino noa nur nurislam ozturk paul petit petrosian piere popov rafael
14: ramazan richard rita romano ruiz ruo sama sara sarah serife shaima shmidt shmitz shroeder sokolov stan
14: stankovic stoianovic stoica suad suleiman suleimenov sultan tailor thil tkachenko tomaso uB uRuRa uSTuRK
14: uTuNG valentinovich valentinovna vardanian veronika viktoria vilems viliam vugar wu zehra zeinab zielinski
14: zoe zuzana
15: BaRBaRi BaTRiSi BiKiR BiLaL BuLKVaSi BuNDaR DaBRuVSKi DiMiTRuS DuGaN DuPuNT FRaNKiS FRaNSiSKu FRaNSiSiK
15: FaBiR FaD FaDiMi FiN GRaSi GRiKu GaLu GaSaRaN GiNiVRa GiVuRG GiVuRGaN GuRGaSi HaBiBa HaKaN HaNaH HaNiFi
15: HaRi HaSMiK HaVa KLaRKi KLiN KRiMiR KVaRaSHiLa KaDiR KaLiV KaRaPiTaN KaRiNi KiFiR KiLiK KiMaL KiViN KuNTi
15: KuSLuV KuSLuVSKi KuVaL LaH LaMBiRT LiBiDiV LiFiBVRi LiNa LiRi LiV LiViS LuKaS LuMiSi LuN LuRiNSu LuRiNT
15: MKRSaN MaDi MaHMuT MaNuKaN MaRiNu MaSa MaSuR MiHiLu MiLuSiViK MiNGSi MiNa MiRVi MuNuS MuRu MuRuSuV NaHa
15: NiKuDiM NiKuLa NiKuLuS NiM NuSaSi NuViKuV PaVLuViK PuLiNa PuLiSuK PuPuVa RaNa RiSa RiSi RiSiP Ru RuBiRS
15: RuTiR SaDiKuV SaFa SaFaRuV SaK SaKSuN SaKuS SaLaH SaLiH SaMViL SaNKuVSKi SiHaN SiKLuRi SiLiNi SiM SiMaNSKi
15: SiMuN SiVSuK SuBaNu SuFi SuLiS TKaSuK TaRiK TiMuFi VaRVaRa VaSiLiKi ViNSiNT VuN VuSNaK VuTiRS aBDRaHMaNuV
15: aBaS aBaSuV aDaM aKuViNKu aLDaR aLiKSaNDRi aLiKSaNDRu aLiN aLiSi aLuNSu aMi aNaR aRSLaN aSLaN aSNa aSa
15: aViTiSaN abas abasov abdrahmanov adam aidin aisa alain aldiar aleksandre aleksandru alice alonso ami anar
15: andre arslan asia aslan avetisian barbare beatrice beker bilal bolkvadze bondar celine chan ciobanu clarke
15: conti dabrovski dimitrios dogan dupont elnur emil emre faber fadime fin francesco francishek francois fuad
15: galo gevorg gevorgian ghazarian ginevra giorgadze grace greco gui habiba hakan hanah hanife hari hasmik
15: hava huang iBRaGiMuV iBRiV iDiN iLNuR iM iMRi iMiL iRiNi iSiN iackes iafarov iak iakovenko iakson
15: iankovski iasna ibraev ibragimov ichen ieung im ionescu irene iules kadir kaliev karapetian karine kemal
15: kevin khan kiefer kilic klein koval kozlov kozlovski kremer kvaratskhelia lambert laurent leah lebedev
15: lefebvre leon leroi lev levis lile lina lomidze lorenzo lucas ma madi mahmut maia manukian marino mazur
15: merve mes mikhailo milosevic mina mingze mkrchian moreau morozov muhamad munoz nahia naim nikodem nikola
15: nikolaos novikov nozadze oihan oleksandra olivier oscar ozdemir pavlovic polina polishchuk popova raiana
15: recep reuter reza rici riu roberts rusu sadikov safia salah salih samvel shevchuk shim shimanski simon
15: smet sofie tarik theo timofei tkachuk tsiklauri uLiKSaNDRa uNiSKu uSDiMiR uSKaR varvara vasiliki victoria
15: vincent von vozniak vuters zhan zihan
16: BiRTRaND BiSi DaLu DaMaN DaNiLu DaRa DiMiTRi DuMuNT FLuRiNSi FiLiPS GuRDaNu GuTiRiS HuSiSViLi KRaVSiK
16: KVaTKuVSKi KaMiLi KaRa KaSMaRiK KuRT KuSTa LiKLiRK LiSiNKu LuSa LuSiNi MaLaK MaLiN MaNSiNi MaRSiNKu
16: MaRTiNa MaRTiRuSaN MaSuN MiKiLaSi MiL MiR MuRuS NG NaVaRu NiLi NuH PaNaGuTiS PaVLuV PiTRuV PuGuSaN RiSu
16: RuDiNKu RuKS RuMiRu SMaGuLuV SNiDiR SaHaKaN SaKuB SaMiR SaNSiN SaRLuTi SiLS SiNGiLa SiSiV SiTiN SuLuVuV
16: TuM VRiS VaSiLiV ViLSuN ViS ViSiSuVSKi VuLKuV aBuLFaSL aBuLaSi aLa aLaH aLiNuR aMBRi aNGiLiKi aRa aRaKiLaN
16: aSaF aSuT abdlaev abuladze abulfazl aiala aialah aimar aiur aizere alinur ambre angeliki arakelian asaf
16: ashot ben bertrand beshoi camile cetin charlote chiu costa damian danilo daria demetre dialo doan dumont
16: edoardo elise elshan emili eva fi filips florence giordano gutierez iDaRDu iLSaN iLiSi iMaR iMiLi iMu
16: iSiRi iSiV iakub iansen iara imo isaev iuze kachmarek kara khutsishvili koc kravchik kurt kviatkovski
16: leclerck lisenko lucia lusine mael malak malen mancini marchenko martina martirosian mason meier mikeladze
16: moroz navaro ng nikoloz nilai noh panagiotis pavlov petrov poghosian qiu rizo romero rudenko ruks sahakian
16: samir shengelia shiltz shneider smagulov soloviov teo tom uR uSi vasiliev veis vilson voiciechovski volkov
16: vries vuong zaitsev
"""


@cache
def shares() -> dict[str, int]:
    """Return what common forms are worth, letters and sounds alike, in hundredths of a bit."""
    found: dict[str, int] = {}
    for line in _HALVES.strip().splitlines():
        halves, forms = line.split(":")
        found |= dict.fromkeys(forms.split(), int(halves) * 50)
    return found
