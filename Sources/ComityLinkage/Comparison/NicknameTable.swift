/// Given names that one person may go by: short forms, pet names, and the forms of one name in several languages.
///
/// One group a line, names in lower case ASCII as ``Folding`` spells them, parted by spaces; a name may stand in
/// several groups. Two names of one group are level `nickname`. Names that sound alike need no entry (``Sounds``), but
/// forms that differ more do. Written for this table from general knowledge of naming customs; no list was copied.
/// Specs/linkage-model.md#nicknames
enum NicknameTable {
    static let groups = """
        aaron aron harun haroun ron ronnie
        abdullah abdallah abdul abdulla abd
        abraham abe bram ibrahim ibrahima avraham avi abram ebrahim
        adam adem adan addie
        adelaide adele adela adelheid heidi addie della
        agnes aggie nessa ines inez agnieszka agnese
        ahmad ahmed ahmet hamad hamada ahmadou amadou
        aidan aiden
        alan al allan allen
        albert al bert bertie alberto berto albrecht elbert
        alejandro alex ale sandro alexander alexandre alessandro aleksandr aleksander oleksandr alexandros iskander \
        sandy sasha sascha sanya shura xander lex zander alec alek alick sander olek skander
        alejandra alexandra alessandra aleksandra oleksandra alex sandra sandy sasha lexi lexie ale ola
        alexei aleksei oleksiy alexis alyosha lyosha alexej alejo
        alfonso alonso alfons fonso poncho alphonse
        alfred alfredo al fred freddie fredo alf alfie
        alice alicia ali allie alisa aliza lici
        alison allison ali allie
        amelia amalia amelie millie mel emily
        amanda mandy manda
        anastasia stacy stacey nastya nastia asya tasia stasia anastasiya
        andrew andy drew andreas andres andrei andrey andriy andre andrea andrzej anders ondrej andras andris endre \
        andrius andrija dre
        angela angie angelica angel angelina ange lina
        ann anne anna anita annie nan nancy hannah hanna ana anya anja anka annika anneke annette anniken nina ania \
        asia
        anthony tony antony antonio antoine anton antoni antal ante toni antonis tonio
        antonia toni tonya tonia antonina antoinette nettie
        arthur art artie arturo artur arturs turo
        augustus august gus augustin agustin augusto augustine
        barbara barb babs barbie bobbie varvara barbora bara varya
        bartholomew bart bartolomeo bartolome bartek bartosz
        beatrice bea trixie beatriz beatrix bia
        benedict ben benito benedetto benedikt benoit
        benjamin ben benny benji benjie jamie binyamin benyamin bunyamin bibi
        bernard bernie bernhard bernardo bernd barney nando
        bertha berta bertie
        boris borya borislav
        bridget brigid bridie biddy birgit brigitte brigitta brigita gitte
        carl karl charles charlie carlos carlo chuck chas charley chip karel karol carlito kalle karoly carol
        carla karla carlotta
        caroline carol carolina carrie caro carolyn karolina lina karoline
        catherine katherine kathryn kate katie kathy cathy kat kit kitty kay catalina caterina katarina katharina \
        ekaterina yekaterina kateryna katya katia katja karen karin kasia katarzyna catarina trina rina kati kaisa \
        cat aikaterini katerina cate kath
        cecilia cecily celia cecile ceci cissy cecylia
        charlotte lottie charlie carlotta lotte lotta char charly
        christian chris cristian kristian christiaan krystian
        christina christine chris chrissy tina cristina kristina kristine kirsten kirstin krystyna christa christi \
        christy khrystyna
        christopher chris topher kit christophe cristobal christoph krzysztof kristoffer cristoforo christos kris \
        stoffel toby cristovao
        clara claire clare klara chiara
        claudia claudie klaudia
        conrad konrad kurt
        consuelo chelo
        cornelius neil corneille cornelis kees corneliu cor
        cynthia cindy cyndi
        daniel dan danny daniil danilo daniele danylo danel danijel
        daniela danielle dani
        darius dariusz darek dariush
        david dave davey davy daud dawud daoud dawid davide davit davyd taavi dodi
        deborah debra deb debbie devorah
        dennis denis denny dionisio denys dionysios
        diana diane di
        dmitry dmitri dimitri dima dmytro demetrius mitya dimitrios dimitris jim mitko demetrio
        dolores lola lolita loli
        dominic dominick dom nick domingo domenico dominik dominique mingo
        donald don donny donnie
        dorothy dot dottie dolly dorothea dorota dorotea thea dora
        douglas doug dougie
        edith edie
        edmund ed eddie ted edmond edmundo ned
        edward ed eddie ted teddy ned eduardo edouard edvard eduard edoardo lalo edek duarte eddy edzio
        edwin ed eddie
        eleanor ellie nell nellie nora eleonora leonor leonora lenore
        elena helen helena yelena olena elaine ellen lena helene ilona eleni alena nell nellie helga jelena ilene \
        lenka
        elijah eli elias ilya illia elia ilias ilyas ilija eliyahu
        elizabeth liz lizzie beth betty bess bessie eliza elisa elise lisa libby lizbeth elisabeth elisabetta elsa \
        isabel isabella isabelle ysabel ellie elspeth lise lisbeth ilse liesl elzbieta yelizaveta lilibet bella liza \
        alzbeta erzsebet betsy bettina ela
        emily emma em millie emilia emmy emilie
        emanuel manuel manny manolo emmanuel manu immanuel emanuele manoel manolis
        enrique henry henri heinrich enrico hank harry hal quique kike henrik heinz henryk hendrik henk henrique \
        rico jindrich kiko heini
        eric erik erich rick ricky eirik
        ernest ernie ernesto ernst neto erno
        esther hester essie ester estera
        estrella stella estelle
        eugene gene eugenio evgeny yevgeny evgeni jewgeni zhenya eugen yevhen gena jevgenijs eugeniusz
        eva eve evita evie ewa yeva hava
        evelyn evie eve eveline ewelina
        fatima fatma fatimah fatou fatoumata fatimata fadma
        felix feliks felice
        ferdinand fernando nando ferdinando fernand ferenc
        florence flo flossie florencia fiorenza
        francis frank frankie francisco francesco franz pancho paco franciszek francois cisco kiko paquito quico \
        frans ferenc franco chico frane franek frantisek ferko fran
        frances fran fanny francesca francisca frankie franny franziska francoise paca paquita pancha franciszka \
        franka
        frederick fred freddie freddy friedrich federico fritz frederic fredrik frederik fryderyk rick fredek lico
        gabriel gabe gabi gabriele jibril gavriil gavril dzhibril
        gabriela gabrielle gabi gabby
        genevieve ginny genoveva
        george jorge georg giorgio georges jerzy jiri georgiy giorgi yorgos giorgos yuri yury jurgen jurij jurgis \
        jordi jurek georgios gheorghe gyorgy georgie iury joris jory yegor egor
        gerald gerry jerry geraldo gerhard gerardo gerard gerd gert
        geraldine gerry geri
        gertrude trudy gertie gertrud gertrudis
        gilbert gil bert gilberto
        gloria glo
        gregory greg grigory gregorio grigori grzegorz gregor hryhoriy grisha grzes goyo grigoris gregoire
        grace gracie graciela grazia gracia chela
        guadalupe lupe lupita
        guillermo william bill billy will willie liam guillaume wilhelm willem vilhelm guglielmo memo guille wim \
        willy vasil wil wilek gwilym uilliam
        gustav gus gustavo gustaf gustave tavo
        hassan hasan hassane
        harold harry hal harald haroldo
        harriet hattie hatty henrietta etta hetty henriette enriqueta
        hermann herman armando armand germain
        herbert herb bert heribert heriberto
        hugo hugh ugo hugues huw
        hussein husain hossein hussain husayn huseyin hossain houssein
        ignatius ignacio nacho inaki ignaz iggy ignacy ignazio
        igor gosha ihor
        irene rene irina iryna ira irena reni
        isaac ishaq isaak ike zak itzhak yitzhak ishak izaak
        isidore isidro isidoro izzy chilo
        ismail ishmael ismael esmail ismet
        ivan john johan johann johannes juan jean giovanni jan jack johnny jon ian sean shaun shawn hans vanya evan \
        ioannis yannis giannis yahya yohannes gianni jens janos ion ioan yohanan janek joao johnnie hannes jovan ivo \
        jaan juhani hovhannes vano ifan iain eoin owain jock jonny jussi juha jani hansi jhon
        jacob jake james jim jimmy jamie diego jaime jacques giacomo yakov yaakov yaqub jakob jakub jacobo santiago \
        tiago seamus hamish iago jacopo thiago jaap jacek jacky kuba yakub jaakko jeppe ib chago yago jago kobe koby \
        jem
        jacqueline jackie jacqui jaquelina
        jane jean joan joanna janet jenny juana giovanna johanna yana jana janice jeanne ioana ivana hanna jo sinead \
        siobhan jeanette joana vanna juanita zhanna asia ivanka
        jasmine yasmin yasmina yasemin jaz jasmin
        jeffrey jeff geoffrey geoff godfrey gottfried
        jennifer jen jenny jenn jenna guinevere
        jeremy jerry jeremiah jeremias
        jerome jerry geronimo jeronimo hieronymus girolamo
        jessica jess jessie
        joachim joaquin jochen achim ioakim yoakim quino joaquim
        joel yoel
        jonathan jon jonny nathan yonatan
        jordan jordana giordano
        joseph joe joey jose josef giuseppe pepe yusuf youssef yosef josep jozef iosif osip beppe peppe jo sepp \
        pepito yosif joze jusuf yousef jupp zef chepe josip juuso yusif
        josephine josie jo josefina josefa giuseppina pepa fina josephina
        joshua josh yehoshua yeshua josue jesus isa chuy jesu
        judith judy jude judit yehudit jutta
        julia julie jules juliana giulia yulia yuliya julianna juliet juliette iulia julita julka yulya jill gillian
        julian jules juliano giuliano julien
        julius julio giulio jules gyula yuliy iuliu
        kenneth ken kenny
        khadija khadijah hatice kadija khadidja hadiza
        kimberly kim kimberley
        konstantin constantine kostya costa konstantinos kostas gus costas konstanty costel dinu
        laura laurie lori laurel lora lara
        lawrence larry laurence lorenzo laurent lorenz lars laurie lawrie lavrentiy lauri laurits lovre
        leonard leo len lenny leonardo leonhard lennart leonid nardo
        leo leon leone lev leontiy levon lew lyova
        leroy roy
        leslie les
        leticia lety letty
        lillian lily lilly lil lilian liliana lili
        linda lindy
        louis lou louie luis luigi ludwig lewis lodewijk ludvik lajos luiz alois gino lucho ludovic lluis luisito \
        aloysius gigi lutz
        louise lou luisa luise louisa lulu eloise ludwika
        lucas luke luca luc lukas lukasz luka lluc
        lucia lucy luz lucie lucille lucinda lucja lucilla lulu
        magdalena magda lena maggie madeleine madeline malena maddie magdalene leni mandy
        marcus mark marco marcos marc marek markus marko marcel marcin markos
        margaret maggie meg peg peggy marge margie margarita greta margarethe marguerite margherita rita daisy madge \
        gretel gretchen margot malgorzata gosia margit marjorie grete mairead megan marketa marga margo grietje \
        reetta
        maria mary marie molly polly mia miriam maryam mariam mariya maryia marija marika mitzi mariana marianne \
        moira maura mamie may mae manya masha marusya maricruz marisol mariella mimi maija maarja meryem mariamne \
        marya
        marisa marissa
        martin marty marten martyn martino morten mart
        martha marta mattie patty marfa
        matilda tilly mathilde matilde mattie tilda maud
        matthew matt matty mateo matthias mathias matteo mathieu matthieu matvey mateusz matej matei matti mats \
        matias mathis mads matyas matija matz
        maurice maurizio mauricio moritz mo morris maurits mauro
        maximilian max maximiliano massimiliano maksim maxim maksymilian maximo massimo maksym maxime
        melissa mel missy lissa
        melanie mel
        mercedes merche mercy meche
        michael mike mickey mick miguel michel michele mikhail mykhailo mischa misha mikael mihail mihai mikel mitch \
        mickel michal mihaly mikhael mikko mikkel michail mihailo miki migue miquel maikel micha mijo
        michelle michele shelly micheline michaela
        mildred millie milly
        mohammed muhammad mohamed mohammad muhammed mehmet mamadou mo mohamad muhamed hamada mamdouh magomed mahomet \
        mohamud muhammet md mohd moha hamo
        monica monika monique moni
        moses moshe moises musa moussa moise mozes moisei
        mustafa mostafa moustafa mustapha mostapha
        nancy nan nance
        natalia natalie natasha nat nataliya tasha talia nathalie natali nata natalka
        nathaniel nathan nat nate natanael
        nicholas nick nicky nicolas nikolai nikolay mykola nicola nikolaos nikos klaus claus nico nikola niels nils \
        colin kolya niccolo mikolaj niklas nicolae miklos mikulas nikita col niko claas nicolaas micu kola
        nicole nicki nikki nicola nicoletta
        noah nuh nuah noe
        norman norm
        oliver ollie olivier oliviero oli
        olga olya olha helga olenka
        olivia liv livia livvy
        omar umar omer oumar
        oscar oskar ossie
        osama usama oussama
        pamela pam
        patricia pat patty tricia trish patsy patrizia patrycja pati
        patrick pat paddy patricio padraig patryk patrice patrik pats
        paul pablo paolo pavel paulo pavlo paulie pawel pal pau pauli paavo pavlos pol pasha pavle paulus
        paula paulina pauline paola pavla polly
        penelope penny
        peter pete pedro pierre piotr petr pietro pyotr petro petar petros boutros pieter per peer pere pekka peder \
        piet perico petri petrus butrus bedros petya petre
        philip phil philippe felipe filippo filip phillip pip philipp feliks pippo lippo
        priscilla cilla prissy
        rachel rae raquel shelly rahel rachele rachela
        rafael raphael rafa raffaele rafal rafi raf
        ramon raymond ray raimundo raimund moncho raymundo ramiro reymundo mundo
        randolph randall randy
        rebecca becky becca rebekah reba rivka rebeca
        regina gina reggie
        reginald reg reggie rex reinaldo reinhold ronald reynaldo
        richard rick ricky rich dick ricardo riccardo richie rico ryszard rickard rikard richi
        robert rob robbie bob bobby bert roberto robin rupert ruprecht bobbie robb robi roberts beto
        roderick rod roddy rodrigo ruy rodion ric
        rodolfo rudolf rudolph rudy rolf rolfe rudi rodolphe fito
        roger rog rogelio rutger ruggero rogerio roj
        roman romain romano roma
        ronald ron ronnie ronny ronaldo
        rosa rose rosie rosalia rosario rosalie roza ruza chayo rosita charo roser
        rosemary rose rosie romy
        roxana roxanne roxy
        ruben reuben rube
        ruth ruthie rut
        salvador sal salvatore chava turi
        samuel sam sammy samuil samuele samu schmuel shmuel samy
        samantha sam sammy
        sarah sara sally sadie sarita zahra sari sal
        sebastian seb bastian sebastien bas sebastiano chano seba bash
        serge sergio sergei sergey serhiy sergi sergiu sergejs sergius seryozha syarhei
        sharon shari
        shirley shirl
        simon simeon shimon semyon szymon simone siem simao semen sime
        solomon sol suleiman sulaiman suleyman salomon shlomo zalman salomo soliman sulayman
        sofia sophia sophie sonia sonya zofia sofie sofya sonja fifi zosia
        stanislav stan stanislaw stas staszek estanislao
        stephen steve steven stevie stefan esteban etienne stefano stepan estevan steffen istvan stephane stefanos \
        szczepan stjepan pista stefaan stephan estevao
        stephanie steph stefanie estefania stefania steffi stevie stefanija fani
        susan sue susie suzy susanna suzanne susana zuzana zsuzsanna susi shoshana suzette zuza
        svetlana sveta lana svitlana
        sylvia silvia sylvie silvana
        tamara tammy tami toma
        tatiana tanya tania tatyana tanja tetiana tetyana tata
        teresa theresa terry tess tessa terri therese tere tereza teresita reese thea teresia
        thaddeus thad ted tadeo tadeusz jude tadek
        theodore ted teddy theo teodoro fyodor feodor fedor theodor theodoros teo teodor fedir fedya tudor
        thomas tom tommy tomas tommaso tomasz toma foma tam thom maso tomek tuomas tomaz
        timothy tim timmy timoteo timofey timo tymofiy tymon timotheus
        valentin valentino val valentyn balint
        valeria valerie val lera valeriya
        vasily basil vasyl vasile vassili vasilis vasya basilio wasyl vasil vasilios basile bill vasko
        veronica ronnie vero veronika roni nika nicky veronique
        victor vic vicky viktor vittorio vito vitya wiktor
        victoria vicky vicki tori vic viktoria vika viktoriya vittoria wiktoria toria
        vincent vince vinny vin vincenzo vicente enzo cente vinzenz vikentiy wincenty
        violet violetta viola wioletta
        virginia ginny ginger gina
        vivian viv viviana vivien vivienne bibiana
        vladimir volodymyr vova vlad volodya wladimir vladimiro wlodzimierz uladzimir vladislav
        walter walt wally gualterio wolter walther wat
        wendy gwendolyn gwen
        wilhelmina minnie mina wilma willa guillermina helma billie vilma
        winifred winnie
        xavier javier javi saverio ksawery xabier
        yasser yasir yassir
        zachary zach zack zak zachariah zakaria zacarias zakariya zecharia
        """
}
