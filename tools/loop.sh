#!/bin/sh
# The whole loop from the command line: lists in, diagnosed, deficits, a programme, completed, diagnosed again, the figure
# moves by one, the note. Everybody in it is invented. Takes a minute; everything stays in the folder that is named.
#
#   sh tools/loop.sh FOLDER [REGION]        MARSHRUT=… where the command is called otherwise
set -eu
out=${1:?Скажите папку, в которую писать: sh tools/loop.sh папка}
region=${2:-tazovsky}
marshrut=${MARSHRUT:-marshrut}
place=${PLACE:-Тазовский район}
year=$(date +%Y)
mkdir -p "$out"
say() { printf '\n%s\n' "— $*"; }
figures() { $marshrut indicators --region "$region" --format json --out "$out/$1.json"; }

say 'Пустой регион: списки организаций и работников'
cat > "$out/organisations.csv" <<LIST
Наименование;Вид организации;Муниципальное образование
Ивовая школа;школа;$place
LIST
cat > "$out/staff.csv" <<LIST
Фамилия;Имя;Отчество;Дата рождения;Организация;Должность
Рябинин;Пётр;Ильич;01.02.1980;Ивовая школа;учитель
Грушин;Олег;Ильич;02.03.1981;Ивовая школа;учитель
Вязова;Ия;Ильинична;03.04.1982;Ивовая школа;учитель
Сливина;Майя;Ильинична;04.05.1983;Ивовая школа;учитель
Ольхин;Лев;Ильич;05.06.1984;Ивовая школа;учитель
Кленова;Яна;Ильинична;06.07.1985;Ивовая школа;учитель
LIST
$marshrut import organisations "$out/organisations.csv" --region "$region" --yes
$marshrut import staff "$out/staff.csv" --region "$region" --yes
figures before

say 'Диагностика в центре: проценты по каждому'
cat > "$out/entry.csv" <<LIST
ФИО;Организация;Дата;Процент
Рябинин Пётр Ильич;Ивовая школа;15.01.$year;35
Грушин Олег Ильич;Ивовая школа;15.01.$year;40
Вязова Ия Ильинична;Ивовая школа;15.01.$year;45
Сливина Майя Ильинична;Ивовая школа;15.01.$year;55
Ольхин Лев Ильич;Ивовая школа;15.01.$year;60
Кленова Яна Ильинична;Ивовая школа;15.01.$year;80
LIST
$marshrut import results "$out/entry.csv" --region "$region" --depth percent --origin centre \
  --diagnostic 'Входная диагностика' --stage entry --competency formative_assessment --yes
figures diagnosed

# Figures of groups are made each night, or at once after 200 people; until then the answer says that there are none yet.
say 'Дефициты: о группе из пяти и больше'
$marshrut deficits --region "$region" --school 'Ивовая школа'

say 'Программа из федерального реестра, один окончил'
cat > "$out/programmes.csv" <<LIST
Программа;Код;Вид;Часов;Форма;Кто учит;В федеральном реестре с;Номер в федеральном реестре
Формирующее оценивание на уроке;ФО-36;ПК;36;дистанционная;Центр роста;01.01.2020;ФР-1
LIST
cat > "$out/completions.csv" <<LIST
ФИО;Организация;Программа;Вид;Часов;Кто учит;Дата зачисления;Дата завершения;Номер документа;В федеральном реестре
Рябинин Пётр Ильич;Ивовая школа;Формирующее оценивание на уроке;ПК;36;Центр роста;01.02.$year;01.03.$year;У-1;да
LIST
$marshrut import programmes "$out/programmes.csv" --region "$region" --yes
figures offered
$marshrut import completions "$out/completions.csv" --region "$region" --yes

say 'Диагностика на выходе'
cat > "$out/exit.csv" <<LIST
ФИО;Организация;Дата;Процент
Рябинин Пётр Ильич;Ивовая школа;15.04.$year;85
LIST
$marshrut import results "$out/exit.csv" --region "$region" --depth percent --origin centre \
  --diagnostic 'Выходная диагностика' --stage exit --competency formative_assessment --yes
figures after

say 'Снимки целы; записка'
$marshrut snapshot verify --region "$region"
$marshrut note --region "$region" --on "$(date +%F)" --out "$out/note.docx" --xlsx "$out/note.xlsx"
say "Готово: $out"
