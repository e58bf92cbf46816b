"""Forms of name parts so common that they say little, with the bits they say where they are most common.

Bits are the negative binary logarithm of the share of persons who carry the part, rounded to halves, after
the shipped table of name statistics by which keys are made too: `python bench/common.py` writes the lines
anew. Small letters are a form's letters, with capitals it is a sound. What does not stand here is weighed by
its length.
"""

from functools import cache

_HALVES = """
3: NGiN nguien
4: KiM Ti kim thi
6: Li TRaN VaN le tran van
7: KSu Lu MuHaMiD PaRK SaNG Su Vu aLiKSaNDR aLiKSaNDRuVNa aLiKSaNDRuViS aleksandr aleksandrovich
7: aleksandrovna li mohamed park
8: FaM HaNG Hu HuNG MiNH Si SiN SiNG SiRGi SuNG TaN TaNH Tu VaNG elena fam iLiNa minh sergei thanh vang wang
8: zhang zhen
9: DMiTRi DuK FaN FaTMa FaTiMa FuNG GiM Ha Hi HiNH KaNG MiHMiT NGuK NaTaLa NiKuLiVNa NiKuLiViS SaN SiRGiVNa
9: SiRGiViS SuN TaTaNa VLaDiMiR VLaDiMiRuVNa VLaDiMiRuViS aHMiD aLiKSi aN aNDRi aNH ahmed aleksei andrei anh
9: chen choi dmitri duc fan fatima fatma gim hoang hong huinh iRiNa iVaNuVNa iVaNuViS ian iang ing irina iun
9: ivanovich ivanovna kuang liu mehmet natalia ngoc nikolaevich nikolaevna olga qing sergevich sergevna
9: tatiana uLGa vladimir vladimirovich vladimirovna vo vu
10: BRuVN BiRiSi Di DiNH DuNG GRiGuRaN GaRSa Gu HaNH KuK KuNG MaMaDuV MaRTiN MaRa MiHiLuVNa MiHiLuViS MiLNiK
10: MuSTaFa NiKuLi NuVaK PiNG PiTiRS PuPa RuSi SMiT SViTLaNa SaMaRaS SuVaNuViK TRuNG TiN VaSiLiVNa VaSiLiViS
10: ViKTuRuVNa ViKTuRuViS aHMiT aHMiTuV aLi aNG aNa aNaTuLiVNa aNaTuLiViS ahmet ahmetov aise ali ana
10: anatolevich anatolevna beridze brovn dinh duan dui ekaterina garcia grigorian hua hui i iKaTiRiNa iLMaS
10: iSi iVaNu ilmaz iovanovic iu iung ivanu kuoc mamadov maria martin melnik mikhailovich mikhailovna mustafa
10: nikolai novak peters popa rong rosi samaras shmit svetlana trung tuan u vasilevich vasilevna viktorovich
10: viktorovna yang yi you zhao zhu zhun
11: BaK Bi DaNG FaNG FaTiMiH FiNG FiRNaNDiS GaLiNa GuNSaLiS HaDiSa HaSaN HaTiSi HiN HuSiN KSaN Ki KuHiN LaN
11: LiN LiNH LiVi LuDMiLa LuPiS MaRTiNiS MaRi Mi MiHiL MiNG MuSiN NaH PiTRuVNa PiTRuViS RaSiD RuDRiGiS SiD
11: SuHN Vi ViKTuR ViT VuNG aLiKSiVNa aLiKSiViS aMiR aNDRiVNa aNDRiViS aicha aleksevich aleksevna amir
11: andrevich andrevna bak bing bui cho chuo cohen dan dang dung emine evgenevich evgenevna evgeni fang
11: fatemeh feng fernandez fuong galina gang gonzalez guo hai hasan hatice hu huang hung huong husein iMiNi
11: iNG iSa iVGiNi iVGiNiVNa iVGiNiViS iVaN ie iean iohn ion iuan iulia iurevich iurevna iuri iusef ivan kang
11: khadia ksiao ksiu ksu ksuan levi lin linh liudmila lopez marie martinez mei mikhail ming muchen noah
11: olivia petrovich petrovna ping qi qian qiang qie rachid rang rodrigez said tan thu thui tian tien uLa
11: uLiVa uN uNG uRi uRiVNa uRiViS uSiF vei viet viktor vong wei wu xiao xiu xu xuan yan ying zheng zhi zhou
12: BiKu BiN BiRNaRD Bu DMiTRiVNa DMiTRiViS DaViD DiMiR Du DuBiS FiRaRi FuK GaBRiL Gi GuRGuS HVaNG HaLiD HaN
12: HaRuTuNaN HuSiNuV KRiTiKuS KSa KSaNG KSiN KVuN Ka KaSLu KaVaLu KiNG KuVaLSKi LiM LuNG LuNaRDu Ma MaDiNa
12: MaKSiM MaMiDuV MaMiDuVi MaRKiL MaRaM MaRaMi MaRiNa MiHDi MiN MiS MuHaMaD MuLiR NGa NGu NaDiSDa NaM NiKuLiK
12: PaPuSiS PaTiL PiRiS PiTRuViK PiTiR PuP PuPiSKu RiLa RuKSi RuSu SMiRNuV Sa SaDi SaHRa SaNSiNS SaNSiS SaRBiL
12: SaRGSaN SiNiP SiVSiNKu SuFa TRaNG TuNG VaLiNTiNa ViBiR ViN ViSNiVSKi aBDLaH aLiHaN aLiSa aLiV aMiLa aNTuNi
12: aNaHiT aNaSTaSa aNaTuLi aNi aRMiN aRTiM aRTuR abdlah aliev alikhan alisa amelia anahit anastasia anatoli
12: ane antoni armen artem arthur bao bernard bin boiko charbel cong dao david de demir ding dmitrievich
12: dmitrievna do dong dubois ema emilia ferari fuc gabriel georgios gi ha han harutiunian he hieu hoa
12: huseinov hvang iBRaHiM iGuR iMa iMiLa iN iNiS iNu iVa ia iade iansens ibrahim ieong ieva igor imene ines
12: inuo io iong kaia kavaliu kazlu khalid khanh kiang king kovalski kritikos ksia ksiang ksin kui kvon lan
12: lei leo leonardo lim long madina maes mai maksim mamedov mamedovi mari mariam mariami marina markel mehdi
12: mia min mohamad muler nadezhda nam ngo nikolic oh oleg omar omarov paputsis patel perez peter petrovic pop
12: popescu qia relia ruoksi ruso sanchez sargsian shevchenko shin smirnov smith sofia son song sun tao thai
12: thao tong trang uH uLiG uMaR uMaRuV valentina veber ven visnievski wen xia xiang xin yong zahra zeinep
12: zhuan zofia
13: BRaHiM BaNSi BuNDaRiNKu DaN DaT DiNG DiNiS DuMiTRu DuRDiViK Fi FiLiPi GaNG GiLaSViLi GuLiV GuMiS GuRGi
13: HaMiD HaSaNuV HaSaTRaN HuFMaN HuVHaNiSaN KaN KaPaNaSi KaSLuSKi KiN KiNH Ku KuNSTaNTiN KuNTuS KuVaLSiK
13: KuVaLiNKu La LaNG LaRiSa LuBuV LuK MaLiKa MaNH MaRK MaRKuViK MaRTiNi MiRTiNS MiRiM MiSiL MuRaT NGaN NHuNG
13: Na NaDa NaTaLi NiL NiMa NiNa NuViK PaTRiK PaVLuVNa PaVLuViS PaViL RaDu RuBiRT RuMaN RuNG SMiRNuVa SaHiN
13: SaKuBS SaMiRa SaMiS SiLiK SiNiB SuDi SuNiS TaM TaNG TiNG TuMaS VaGNiR VaSiSLaV ViLaMS ViRa ViSiK ViTaLi
13: aHN aMiNa aSiS ahn aivaliotis alaui amina aziz beng bianchi bo bondarenko brahim celik chao cheng choe
13: chun ci cuong dai dat denis dordevic du dumitru duong elif esposito fei filipe fong gai gao gelashvili
13: george gomez guliev hamid hang hanh hao hasanov hien ho hofman hosein hovhanisian huan huien iGuRiVNa
13: iGuRiViS iLDiS iLiF iSLa iSMiL iSPuSiTu iVaLuTiS iVaNuV iVaNuVa iacobs iames ien igorevich igorevna ildiz
13: iones isla ismail iude iusuf ivanov ivanova kai kapanadze kazluski khachatrian khoa konstantin kontos
13: kovalchik kovalenko ksue kuan kuinh laia larisa liang liubov lu luc luo ma malika manh marc markovic
13: martine meriem mertens mi michel murat na nadia naima nathalie nga ngan nhung niel nina novik oksana
13: olegovich olegovna oliver omer osman ospanov patrik pavel pavlovich pavlovna peng qiu radu ran robert
13: roman sahin samira seo sheng shu smirnova tai tam thang thomas ting tu tung uKSaNa uLiGuVNa uLiGuViS
13: uLiViR uMiR uSMaN uSPaNuV uSuF vagner vera viacheslav viliams vitali voicik xue yun zhong zi zineb
14: BRuNu BiK BiS BuGDaN DMiTRu DRiS DaNiL DaS DaViT DiRK DuRaND FRa GaNi GuLa GuSiNS HaKuBaN HaLiL HaMSa HaNa
14: HaNaN HaVLa HiLMa HiRNaNDiS HiSaM KLiS KRaVSiNKu KRiSTiNi KSi KaMiNSKi KaRiM KaRiMa KaRiN KuFuS KuLuMBu
14: KuNSTaNTiNuS KuSNiSuV KuSNiSuVa KuVaLSuK LaM LaRa LaTiFa LiLi LiS LiSi LiVaNDuVSKi LuKa LuRa MaHMuD MaRiSa
14: MaTVi MaTi MaTu MiLa MiSuRaSi MiTaRaS MuN MuNiKi MuRiNu NHi NHu NiKuLaS NiNu NuR NuRiSLaM PiRi PiTRuSaN
14: PiTiT PuL PuPuV RaFiL RaMaSaN RiS RiSaRD RiTa RuMaNu SMiDT SMiS SRuDiR STaN STaNKuViK STiKa STuSaNuViK SaD
14: SaMa SaMaL SaRa SaRaH SiHRa SiLiNSKi SiMa SiMiNiS SiNaB SiRiFi SuHNSuN SuHaN SuKuLuV SuLTaN SuLa SuLi
14: SuLiMaN SuLiMiNuV SuLiN SuNi SuSaNa TKaSiNKu TRiNH TiL TiLuR TiT TuMaSu VaLiNTiNuVNa VaLiNTiNuViS VaRDaNaN
14: ViKTuRa ViLaM ViLiMS ViNH ViRuNiKa VuGaR a aBDKaDiR aBDLiV aBDRaHiM aHMaDuV aLVaRiS aLiKSaNDiR aLiSaNDRu
14: aLiVi aNDRa aNiS aSMiNi aSiLiM aVa abdkader abdlaiev abdrahim ahmadov aia aikaterini ailin aisultan aiub
14: aleksander alesandro alievi alvarez an andria artur asilim aurora ava bae baek bich bogdan bruno cheung
14: christine claes colombo daniel davit diaz dirk dmitro dris durand elchin elene eleni elias eric freia
14: gaiane gheorghe giang giorgi giulia gosens hakobian halil hamza hana hanan haoiu helma hernandez hicham
14: iDRiSi iHaN iKaTiRiNi iLDiRiM iLSiN iLaS iLiK iLiN iLiNi iRiK iSKaKuV iSMiLuV iSaBiLi iSuLTaN iVi iamal
14: iasmine idrisi ieon ihan ildirim ilic imenez ioanis iohan iohnson isabele iskakov ismailov iulen iulie
14: iune iutong ivi kaminski karen karim karima ke khavla ko konstantinos kovalchuk kravchenko ksie kufos
14: kuien kuznetsov kuznetsova lara latifa lau laura levandovski liam lili loan luca luis luise mahmud
14: maisuradze mark matei mateo matvei michael michail mila mitaras mon monike moreno nhi nhu nicolas nino noa
14: nur nurislam oanh ozturk paul petit petrosian piere popov qin rafael ramazan richard rita romano ruiz ruo
14: sama sara sarah serife shaima shi shmidt shmitz shroeder sokolov stan stankovic stoianovic stoica suad
14: suleiman suleimenov sultan tailor tang thil thuong tkachenko toan tomaso trinh tuiet uB uRuRa uSTuRK uTuNG
14: valentinovich valentinovna vardanian veronika vi viktoria vilems viliam vinh vugar xie zehra zeinab
14: zielinski zoe zuzana
15: BaRBaRi BaTRiSi BiKiR BiLaL BiNaNi BuLKVaSi BuNDaR DaBRuVSKi DiMiTRuS DiN DuGaN DuPuNT FRaNKiS FRaNSiSKu
15: FRaNSiSiK FaBiR FaD FaDiMi FaT FiN Fu GRaSi GRiKu GaLu GaSaRaN GiNiVRa GiVuRG GiVuRGaN GuRGaSi HaBiBa
15: HaKaN HaNaH HaNiFi HaRi HaSMiK HaVa KLaRKi KLiN KRiMiR KVaRaSHiLa KaDiR KaLiV KaRaPiTaN KaRiNi KiFiR KiLiK
15: KiMaL KiViN KuNTi KuSLuV KuSLuVSKi KuVaL LaH LaMBiRT LiBiDiV LiFiBVRi LiNa LiRi LiV LiViS LuKaS LuMiSi LuN
15: LuRiNSu LuRiNT MKRSaN MaDi MaHMuT MaNSuRi MaNuKaN MaRiNu MaSa MaSuR MiHiLu MiLuSiViK MiNGSi MiNa MiRVi
15: MuNuS MuRu MuRuSuV NGiT NHaN NHaT NaHa NiKuDiM NiKuLa NiKuLuS NiM NuSaSi NuViKuV PaN PaVLuViK PuLiNa
15: PuLiSuK PuPuVa RaNa RiSa RiSi RiSiP Ru RuBiRS RuTiR SaDiKuV SaFa SaFaRuV SaK SaKSuN SaKuS SaLaH SaLiH
15: SaMViL SaNKuVSKi SiHaN SiKLuRi SiLiNi SiM SiMaNSKi SiMuN SiVSuK SuBaNu SuFi SuLiS TKaSuK TRaM TRi TRuK
15: TaRiK TiMuFi TiNH VaRVaRa VaSiLiKi ViNSiNT VuN VuSNaK VuTiRS aBDRaHMaNuV aBaS aBaSuV aDaM aKuViNKu aLDaR
15: aLiKSaNDRi aLiKSaNDRu aLiN aLiSi aLuNSu aMRaNi aMi aNaR aRSLaN aSLaN aSNa aSa aViTiSaN abas abasov
15: abdrahmanov adam aidin aisa alain aldiar aleksandre aleksandru alice alonso ami amrani anar andre arslan
15: asia aslan avetisian ban barbare beatrice beker benani bilal bolkvadze bondar cai cao celine ceng chan
15: chau ciobanu clarke conti dabrovski deng dimitrios dogan duien dupont elnur emil emre faber fadime fat fin
15: francesco francishek francois fu fuad galo gevorg gevorgian ghazarian ginevra giorgadze grace greco gui
15: habiba hakan hanah hanife hari hasmik hau hava hue iBRaGiMuV iBRiV iDiN iLNuR iM iMRi iMiL iRiNi iSiN
15: iackes iafarov iak iakovenko iakson iankovski iasna ibraev ibragimov ichen ieung im ionescu irene iules
15: kadir kaliev karapetian karine kemal kevin khan khang kiefer kien kilic kiu klein koval kozlov kozlovski
15: kremer kvaratskhelia lam lambert laurent leah lebedev lefebvre leon leroi lev levis lian lien lile lina
15: loc loi lomidze lorenzo lucas madi mahmut maia mansuri manukian marino mazur merve mes mikhailo milosevic
15: mina mingze mkrchian moreau morozov muhamad munoz nahia naim nghia nguiet nhan nhat nikodem nikola
15: nikolaos novikov nozadze oihan oleksandra olivier oscar ozdemir pan pavlovic polina polishchuk popova
15: raiana recep reuter reza rici riu roberts rusu sadikov safia salah salih samvel sang shen shevchuk shim
15: shimanski simon smet sofie su tarik theo thien thinh thuan timofei tin tkachuk tram tri trong truc
15: tsiklauri uLiKSaNDRa uNiSKu uSDiMiR uSKaR uien varvara vasiliki victoria vincent von vozniak vuters ye
15: yuan zeng zhan zihan
16: BaKaLi BiRTRaND BiRaDa BiSi DaLu DaMaN DaNiLu DaRa DiMiTRi DuMuNT FLuRiNSi FaSi FiLaLi FiLiPS GuRDaNu
16: GuRGa GuTiRiS HuRaN HuSiSViLi KRaVSiK KSuNG KVaTKuVSKi KaMiLi KaRa KaSMaRiK KiRuLuS KuRT KuSTa LiKLiRK
16: LiSiNKu LuMBaRDi LuSa LuSiNi MaLaK MaLiN MaNSiNi MaRGaRaN MaRSiNKu MaRTiNa MaRTiRuSaN MaSuN MaTa MiKiLaSi
16: MiL MiR MiRSaNa MuRuS NG NaSiRi NaVaRu NiLi NuH NuRa PaNaGuTiS PaVLuV PiTRuV PuGuSaN PuTRuVSKi RiN RiSu
16: RuDiNKu RuKS RuMiRu SMaGuLuV SNiDiR SaHaKaN SaKuB SaMiR SaNSiN SaR SaRLuTi SaVSiNKu SiLS SiNGiLa SiSiV
16: SiTiN SuLuVuV TaSi TuM VLaDiSLaV VRiS VaSiLiV VaSiLuS ViLSuN ViS ViSiSuVSKi ViTuRa VuLKuV aBuLFaSL aBuLaSi
16: aLa aLaH aLiNuR aMBRi aNGiLiKi aRa aRaKiLaN aSaF aSuT abdlaev abuladze abulfazl aiala aialah aimar aiur
16: aizere alinur ambre angeliki arakelian asaf ashot bai bakali ben berada bertrand beshoi camile cetin
16: charlote chiu costa cou cui damian danilo daria demetre dialo doan dumont edoardo elise elshan emili eva
16: fasi fi filali filips florence georgia giordano gutierez haoran iDaRDu iLSaN iLiSi iMaR iMiLi iMu iSiRi
16: iSiV iakub iansen iao iara imo in isaev iunes iuze kachmarek kara khutsishvili kin kirolos koc kong
16: kravchik ksiong kurt kviatkovski leclerck liao lisenko lombardi lucia lusine mael malak malen mancini
16: marchenko margarian martina martirosian mason matia meier meng mersana mikeladze moroz naciri navaro ng
16: nia nikoloz nilai noh nora ozkan panagiotis pavlov petrov piotrovski poghosian ren rizo romero rudenko
16: ruks sahakian samir sar savchenko shengelia shiltz shneider smagulov soloviov susana tazi teo tom uNiS uR
16: uSKaN uSi vasileios vasiliev veis vilson vitoria vladislav voiciechovski volkov vries vuong xiong yao
16: zaitsev zu
"""


@cache
def shares() -> dict[str, int]:
    """Return what common forms are worth, letters and sounds alike, in hundredths of a bit."""
    found: dict[str, int] = {}
    for line in _HALVES.strip().splitlines():
        halves, forms = line.split(":")
        found |= dict.fromkeys(forms.split(), int(halves) * 50)
    return found
