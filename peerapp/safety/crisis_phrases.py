"""The phrases of crisis_words.py, in plain words: to be read and changed by people who know people.

A line is one phrase, in small letters without accents. [one, other] is a choice; [,so] may be left
out. Repeated letters, apostrophes, spaces and signs do not matter. After a change:
`pytest tests/safety/test_h2_crisis_words.py` says what docs/crisis-words.md has to say now.

Written by us, from how people write; read by no clinician yet.
"""

# Left out wherever they stand, in phrases too.
WITHOUT_WEIGHT = frozenset(
    "actually already badly basically even finally freaking frickin fricking friggin fucking fuckin "
    "fkn effing honestly just kinda legit literally lol lmao lowkey maybe ngl probably "
    "really seriously simply so sorta straight tbh totally truly very "
    "neta realmente simplemente tan wey".split()
)
# A number that is a word: "want 2 die".
SAID_FOR = {"2": "to", "4": "for"}
BEFORE_TO = frozenset(
    "want wants wanted going need needs ready trying tried try plan planning have ought like".split()
)

SUICIDE = """
suicide
suicides
[suicidal,suicidally,suicidality]
[sucide,suicde,suiside,sucidal,suicdal,suicidel,suicidle,suside,susidal,suicid]
commit suicide
[kill,killing,killed,kil,kll] [myself,my self,meself,mself,myslef,myelf]
[kill,killing,killed,kills] [himself,herself,themself,themselves,yourself,ourselves]
[kill,killing,killed,kills] [him self,her self,your self]
kms
kys
[unalive,unaliving,unalived,unalives]
un [alive,aliving,alived]
[self delete,sewerslide,sewer slide]
[off,offing,offed] [myself,my self]
[offed,off] [himself,herself,themselves]
[end,ending,ended,ends] [my,his,her,their] life
[end,ending] [my,their] own life
take my [,own] life
taking my [,own] life
took [his,her,their] own life
[taken,taking] [his,her,their] own life
[end,ending] it all
[want,wanna,going,gonna,wants,wanted,ready,about,trying,need] [to,] end it
[want,wanna,wants,wanted,wana,wanting,would like] [to,] die
[want,wanna,wana,wants,wanted] [to,] be dead
[dont,do not] [want,wanna] [to,] [live,be alive,be here anymore,be here any more,exist]
[dont,do not] [want,wanna] [to,] wake up [,tomorrow,again,anymore]
[dont,do not,never] [want,wanna] [to,] see [tomorrow,another day]
[didnt,doesnt,didnt] want to [live,be alive,exist]
[dont,do not] feel like [living,being alive]
[wish,wished,wishing] i [was,were,wasnt,werent] [dead,alive,here anymore]
wish i [could,would] [die,be dead,disappear forever]
wish i [was,were,had] never [born,been born]
wish i [wouldnt,didnt,dont,could not,wont] wake up
[hope,hoping,pray,praying] i [dont,wont,do not,never] wake up
[hope,pray,praying] i die
[go,going] to [sleep,bed] and [not,never] wake up
[fall,fell,falling] asleep and [not,never] wake up
[never,not] wake up again
[better off,rather be,should be,ought to be] dead
better off without me
[better,happier,easier] without me
better if i [was,were,wasnt,werent] [dead,gone,here,around]
[no one,nobody,noone] [would,will,d] [miss me,care if i died,notice if i died,notice if i was gone]
[no one,nobody,noone] cares if i [live,die,live or die]
[no,not a,any] reason to [live,be alive,go on living]
[nothing,nothing left,not much] to live for
[nothing,not anything] worth living for
[life,lifes,its,this] [is,isnt,not,is not] worth living
[isnt,not,aint] worth living
[dont,do not,cant] see [a,any] [point,reason] [in,to] [living,live]
[dont,do not,cant] see [a,any] way out
whats the point [of,in] living
[no,any] point [in,of,to] [living,being alive]
[tired,sick,done,exhausted] [of,with] [living,being alive,life]
[cant,cannot,can not] [go on,live] [living,like this anymore,like this any more,anymore,any longer]
[cant,cannot] [do,take] this life [anymore,any more]
[done,finished] with [life,my life,this life]
[ready,prepared] to die
[going,gonna] [to,] [die tonight,hang myself,shoot myself,drown myself]
[deserve,deserves] to die
[let,make] me die
[please,pls,someone,somebody] [kill,shoot] me
[feel,felt,feeling] like [dying,ending it,ending everything]
[thinking,thoughts,think,thought,thoughts] [of,about] [dying,death,ending it,ending everything,ending my life]
[hang,hanging,hung,hanged] [myself,himself,herself,my self]
[shoot,shooting,shot] [myself,himself,herself] [,in the head]
[blow,blowing,blew] my brains [,out]
put a bullet in my [head,brain]
gun [to,in] my [head,mouth]
[drown,drowning] myself
[jump,jumping,jumped] [off,from] [the,a] [bridge,roof,building,balcony,cliff,overpass]
[jump,jumping,jumped] in front of [a,the] [train,car,truck,bus,subway]
[step,stepping,walk,walking,drive,driving] in front of [a,the] [train,car,truck,bus]
[slit,slitting,cut,cutting] my [wrists,wrist,throat,veins]
[drive,driving] [off,into] [a,the] [bridge,tree,wall,cliff]
[suicide,goodbye] [note,letter]
[say,said,saying,write,writing,wrote] my [goodbyes,last goodbye,goodbye letters]
[last,final] [night,day] alive
[wont,not going to,not gonna] be [here,alive,around] [tomorrow,much longer,for long,next week]
[want,wanna,wants] [to,] disappear [forever,for good]
[make,making] it all stop
[have,had,made,got] a plan to [die,end it,do it,kill]
[tried,attempt,attempted,trying] to [end my life,take my life,end it all]
dont want to be on this [earth,planet]
[world,family,kids] [is,would be,will be,are] better [off,] without me
i [am,m] a burden to [everyone,everybody,my family,them]
[im,i am,just] a burden to [everyone,everybody,my family,them]

[suicidio,suicidios,suicida,suicidas,suicidarme,suicidarse,suicidar,suicidado,suicidada]
[suisida,suisidas,suisidarme,suisidarse,suisidar,suisidio,suicido,suicidandome,sucidio,sucidarme]
[quitarme,quitarse,quitar] la vida
[me quito,me quite,se quito,me quitaria,me quitare] la vida
[acabar,terminar,acabo,termino] con mi vida
[acabar,terminar] con todo
[quiero,kiero,qiero,quisiera,kisiera,queria,keria,deseo,prefiero,preferiria,quiere] [morir,morirme,morirse,estar muerto,estar muerta]
me [quiero,kiero,qiero,quisiera,kisiera,queria,keria,quiciera] [morir,matar,murir,petatear]
[ganas,deseos] de [morir,morirme,matarme,no vivir,no existir,desaparecer,no despertar]
no [quiero,kiero,qiero,quisiera,kisiera] [vivir,seguir viviendo,existir,estar vivo,estar viva,despertar,seguir aqui,estar aqui mas]
ya no [quiero,kiero,qiero] [vivir,seguir asi,seguir viviendo,seguir aqui,seguir con esto,estar aqui,despertar,mas vida]
no tengo [ganas,razones,motivos] [de,para] vivir
[sin,no hay] [ganas,razon,razones,motivo] [de,para] vivir
no [vale,merece] la pena [vivir,seguir viviendo]
[la vida,mi vida,vivir] [no,ya no] [vale la pena,tiene sentido]
no le [veo,encuentro,hallo] [,el] sentido a [la vida,mi vida,vivir]
[cansado,cansada,harto,harta] de [vivir,la vida,estar vivo,estar viva]
[matarme,matandome,matarse]
me [voy a,boy a,boi a,quiero,puedo] [matar,morir ya,colgar,ahorcar,desvivir]
me mato
[se mato,se ahorco,se colgo,se desvivio]
[desvivirme,desvivirse,me desvivo]
ahorcarme
[tirarme,aventarme,lanzarme,tirarse,aventarse] [del puente,de un puente,al tren,a las vias,del techo,por la ventana,del balcon]
[cortarme,abrirme] las [venas,muneccas,munecas]
[darme,pegarme] un [tiro,balazo]
[ojala,ojala que,quisiera,espero] [no despertar,no despertara,no despierte,me muera,me muriera,no amanezca,no amanecer]
[dormir,dormirme] y [no,ya no,nunca] despertar
[dormirme y nunca,no volver a] despertar
[ojala,quisiera] [no haber nacido,nunca haber nacido,no hubiera nacido,nunca hubiera nacido]
[estaria,estarian,estan,estaran,estariais] mejor sin mi
[todos,todo] [mejor,serian mas felices] sin mi
[mejor,prefiero estar,estaria mejor] [muerto,muerta]
nadie me [va a extranar,extranaria,echaria de menos]
[soy,no quiero ser] una carga para [todos,mi familia,ellos]
[carta,nota] [suicida,de despedida]
[pienso,pensando,pense] en [morir,morirme,matarme,la muerte,no vivir]
no [voy a,quiero] [despertar,estar aqui] manana
"""

SELF_HARM = """
[self harm,selfharm,self harming,self harmed,self harmin,self injury,self injure,self mutilate]
[hurt,hurting,harm,harming,harmed] [myself,my self] [,again,on purpose]
[cut,cutting,cuts] [myself,my self,me self]
[cut,cutting,cuts] my [arm,arms,leg,legs,thigh,thighs,skin,forearm,forearms]
[burn,burning,burned,burnt] myself [,on purpose,again,with]
[want,wanna,need,urge,urges,going,gonna,started,been,started] [to,] [cut,cutting] [again,tonight,myself]
[relapsed,relapsing] on cutting
[cuts,scars] [on,all over,down] my [arm,arms,leg,legs,thigh,thighs,wrist,wrists]
[punish,punishing] [myself,my self] [with,by]
[hit,hitting,punch,punching] myself [,in the face,in the head,until]
[blade,razor,razors,razor blade] [to,on] my [skin,arm,arms,wrist,wrists,leg,legs]
[scratch,scratched,scratching] myself until

[autolesion,autolesiones,autolesionarme,autolesionando,autolesiono,autolesione,me autolesione,me autolesiono]
[hacerme,hacerse] dano
me [hago,hice,hacia,voy a hacer,quiero hacer] dano
[lastimarme,lastimandome,cortarme,cortandome,quemarme a proposito,autolastimarme]
me [queme,quemo,golpeo,golpee] [a proposito]
me [lastimo,lastime] [a proposito,otra vez,de nuevo,los brazos]
me [corto,corte,cortaba,cortado] [otra vez,de nuevo,los brazos,el brazo,las piernas,las venas,las munecas,los muslos,a proposito]
me [he,e] cortado [,otra vez,los brazos]
[cortes,cicatrices] en [los,mis] [brazos,muslos,piernas,munecas]
"""

OVERDOSE = """
[overdose,overdosed,overdosing,overdoses,overdosis,overdosd,overdoze,overdozed,overdossed]
over [dose,dosed,dosing]
[took,take,taken,had,an] overdoes
[od,oded,oding]
[i,he,she,they,we,friend,brother,sister,roommate] ods
[fell,fallen,falling,falls] out [on,from,after,again] [heroin,fent,fentanyl,dope,me,using,a shot,the bathroom]
[narcanned,narcand,narcaned,narcaning]
[gave,given,used,needed] [,the] [narcan,naloxone]
[hit,gave,give,giving,given,sprayed,shot] [him,her,me,them,us,my friend] [,with,up with,the] [narcan,naloxone]
[hit,gave,give,given,used,needed] [him,her,me,them] [,two,three,one,#] [,doses of,shots of] [narcan,naloxone]
[narcan,naloxone] [me,him,them]
[narcan,naloxone] [brought,saved,woke,didnt,did not,isnt,twice,two times]
[took,take,taken,taking,swallowed,ate] [too many,all my,all the,all of my,the whole bottle of,a bunch of,a lot of,way too many,a handful of,the rest of my] [pills,meds,pill,tablets,xanax,tylenol,sleeping pills,bottle]
[took,swallowed] the whole bottle
[took,done,did,used,shot,smoked] too much [heroin,fent,fentanyl,dope,coke,meth,xanax,pills,oxy]
[stopped,not,isnt,wasnt,stop,barely] breathing
[lips,face,fingers] [are,is,were,was,turning,turned,went,going] blue
[turning,turned,went] blue
wont wake up
[cant,couldnt] wake [him,her,them] [,up]
[unresponsive,passed out and not]
hot shot
[alcohol,opioid,opiate,fentanyl,drug] poisoning

[sobredosis,sobredocis,sobredosi,sovredosis,sobre dosis,sobre docis]
[se,me,nos] [paso,pase,pasamos] [de dosis,de la dosis,de pastillas,con las pastillas,con la dosis]
[tome,tomo,tomarme,trague,me tome,me trague,tomado,tragarme] [muchas,demasiadas,todas las,todas mis,un monton de,un frasco de,todo el frasco de] [pastillas,pildoras,pastiyas,medicinas]
[me tome,tome,trague] todo el frasco
me [meti,inyecte] [demasiada,de mas,mucho mas]
me inyecte demasiado
no [respira,respiraba,puede respirar,despierta,reacciona,reaccionaba,despertaba]
[labios,cara,dedos] [morados,morada,azules,azul]
[se puso,estaba] [morado,morada]
que [echarle,darle,ponerle] [,el,la] [narcan,naloxona]
[le,me,nos] [dieron,pusieron,echaron,di,puse,dimos] [,con,dos veces] [narcan,naloxona]
intoxicacion por [drogas,opioides,alcohol,fentanilo]
"""

# Longer phrases that say something else. They hide only what is in them.
HARMLESS = """
[suicide,overdose] [prevention,awareness] [training,walk,week,month,day,class,workshop,course,talk,poster,posters,event,run,group]
suicide squad
suicide [doors,door,wings,sauce,drink,inside squeeze,squeeze]
[career,political,social,commercial,professional] suicide
overdose [training,kit,kits,response training,response,reversal training]
[overdose,overdosed,overdosing,od,oded,overdoses] [,d] on [,the,too much,my,some,all the,that] [cake,sugar,chocolate,coffee,caffeine,candy,pizza,cookies,netflix,tv,ice cream,cheese,tacos,food,memes,cuteness,sunshine,turkey,pie,love,vitamins,news,work,christmas,carbs,donuts]
[sugar,chocolate,coffee,cuteness,news,caffeine,cake] overdose
# kms
[few,some,many,more,several,couple of,couple,ten,five,two,three,twenty,of,the] kms
kms [away,from,per,an hour,today,on the bike,run,walk]
[want,wanted,wanna,wants] [to,] die [laughing,of laughter,of embarrassment,from embarrassment,of shame,my hair,it,for]
die [hard,cut,cast]
[want,wanna,wants,wanted,going,gonna,ready,trying,need,about] [to,] end it [with,by,on,here,early,there,at]
[killing,kill,killed] [myself,himself,herself,yourself] [laughing,with laughter,at the gym,over nothing,working,trying to]
[hurt,hurting,harm] myself [at,playing,lifting,on the,running,working,in the gym,falling]
[hit,hitting,punch,burned,burnt,burn] myself [in the foot,cooking,on the stove,on the oven,with the oven,with coffee,on a pan,on the pan,on the toe]
[cut,cuts,cutting] myself [some,a break,off,shaving,on a,on the,cooking,chopping,a slice,a piece,slack,while,out of,loose,with a kitchen,peeling]
shot myself in the foot
[shoot,shooting] myself in the foot
[tired,sick,done] of [living,life] [in,with,at,here,on,out of]
[dont,do not] [want,wanna] [to,] live [in,with,at,here,near,on,there,off,next,alone,by,downtown,like that,so far]
no quiero [vivir,existir,estar aqui mas,despertar] [en,con,cerca,lejos,ahi,alli,de,solo,sola,a mi,a nadie,temprano,al bebe]
[dont,do not] [want,wanna] [to,] wake up [early,late,the,my,at,him,her,them]
ya no quiero [seguir,estar] [en,con,ahi,hablando,peleando,tomando,usando,consumiendo,fumando,trabajando,enojado,enojada,asi con,esperando]
me [quiero,queria,quisiera] morir de [risa,la risa,vergüenza,verguenza,pena,hambre,calor,frio,sueno,la pena]
[ganas,deseos] de morirme de [risa,verguenza]
me mato [trabajando,estudiando,de risa,de la risa,en el gimnasio,por]
me matas de risa
[take,taking,took] my [,own] life [back,in my own,into my own,in my hands,into my hands,seriously,day by day,one day,for granted,slow,online]
[acabar,terminar] con todo [el,lo,eso,este,esto]
[lastimarme] [la,el,jugando,en,corriendo]
[hair,light,lights,sky,screen,water,tongue,ink] [turned,went,turning,is turning,are turning] blue
[gave,given] [,the] [narcan,naloxone] [training,trainings,class,kits,to]
[va,van,vas] a matarme [si,cuando,por,de]
[quitar,quitarse] la vida [social,privada]
[lanzarme,tirarme] [a la piscina,al agua,al mar,en la cama,en el sofa,a la alberca,al sofa,a la cama,a dormir,a buscar,a estudiar,a intentarlo,un rato,en paracaidas]
[cortarme,me corto,me corte,cortandome] [el pelo,el cabello,las unas,el fleco,la barba,un dedo,el dedo]
[cortarme] [con,cocinando,un poco]
[sobredosis,sobre dosis] de [azucar,chocolate,cafe,dulces,pastel,pizza,comida,amor,ternura,series,television,carino,alegria,tacos,cafeina,noticias]
prevencion [del,de] [suicidio,sobredosis,la sobredosis,las sobredosis]
[turning,turned,went] blue [and gold,light,jays,hair]
[hope,hoping] i [dont,wont] wake up [late,the,my,him,her,early]
not breathing [down,a word]
"""
