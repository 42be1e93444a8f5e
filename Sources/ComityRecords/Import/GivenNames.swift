/// Given names that are frequent in many countries, without accents, to tell a column of them by its values.
/// A column needs only some of them, so the list is short. Specs/field-map.md#values
enum GivenNames {
    static let common: Set<String> = Set(
        """
        james john robert michael william david richard joseph thomas charles christopher daniel matthew \
        anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason \
        jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel \
        frank gregory alexander patrick jack dennis jerry henry peter adam arthur albert harold ernest \
        walter fred alfred philip simon oliver harry noah liam lucas mary patricia jennifer linda elizabeth \
        barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna \
        michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy \
        angela shirley anna ruth brenda pamela nicole katherine samantha christine emma catherine virginia \
        rachel carolyn janet maria heather diane julie joyce victoria kelly christina joan evelyn alice jane \
        ellen florence edith ethel annie lucy charlotte sophie olivia amelia isabella chloe grace hannah \
        ella hans peter klaus wolfgang jurgen dieter werner gerhard uwe bernd manfred horst karl heinz \
        gunter helmut stefan andreas thomas michael matthias frank ralf jens carsten sven torsten ursula \
        monika petra sabine renate helga karin brigitte ingrid erika gisela heike andrea claudia susanne \
        birgit anja kerstin johann friedrich wilhelm otto hermann heinrich ernst jean pierre michel philippe \
        alain bernard jacques francois louis henri nicolas marie nathalie isabelle sylvie francoise monique \
        jacqueline jeanne antoine julien camille guillaume jose juan antonio manuel francisco luis carlos \
        javier miguel angel jesus pedro pablo fernando jorge alberto ramon carmen josefa isabel dolores \
        pilar teresa ana francisca cristina lucia rosa elena marta guadalupe alejandro diego sofia joao \
        paulo pedro luiz marcos rafael fernanda juliana adriana beatriz tiago giuseppe giovanni antonio \
        mario luigi francesco angelo vincenzo pietro salvatore marco giulia chiara francesca giorgia paolo \
        andrea alessandro matteo lorenzo jan piotr krzysztof andrzej tomasz pawel stanislaw jozef marek adam \
        katarzyna malgorzata agnieszka barbara ewa krystyna zofia janina jiri josef petr pavel martin jana \
        eva hana lenka istvan laszlo zoltan ferenc gabor erzsebet katalin ilona johannes cornelis willem \
        hendrik pieter gerrit anna johanna wilhelmina lars erik anders per nils karl bjorn ole ingrid astrid \
        matti juha kari timo anneli helena ion gheorghe vasile elena ioana andrei mihai alexandru mohammed \
        muhammad mohamed ahmed ali hassan hussein omar ibrahim yusuf khalid abdullah fatima aisha khadija \
        zainab maryam mehmet mustafa ahmet huseyin hasan fatma ayse emine hatice zeynep elif reza mehdi \
        zahra ivan sergey sergei dmitry dmitri aleksandr alexander vladimir andrey nikolay nikolai mikhail \
        alexey aleksey natalia olga tatiana tatyana elena irina svetlana ekaterina anastasia oleksandr \
        mykola olena kateryna bohdan taras wei li ming jun hui xin yan jing fang lei hong yang mei ling \
        nguyen thi van minh anh linh huong tuan hung hiroshi takashi kenji yuki sakura haruto yuto akiko \
        keiko min-jun ji-woo seo-yeon raj amit sanjay rajesh sunil anil vijay priya anita sunita rekha \
        lakshmi ravi suresh ramesh deepak siti nur budi agus dewi sri chinedu emeka ngozi amina kwame kofi \
        ama abdul musa fatoumata mamadou
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
