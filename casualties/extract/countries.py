"""Countries a text speaks of: names, demonyms, their capitals and large cities."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from casualties import gazetteer, spelling
from casualties.extract import phrases
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casualties.extract.sentences import Sentence

_DEMONYMS = """afghan AFG afghans AFG albanian ALB algerian DZA algerians DZA angolan AGO argentine ARG argentinian ARG armenian ARM armenians ARM azerbaijani AZE
azeri AZE bahraini BHR bangladeshi BGD bangladeshis BGD belarusian BLR beninese BEN bolivian BOL bosnian BIH brazilian BRA burkinabe BFA burmese MMR burundian BDI
cambodian KHM cameroonian CMR chadian TCD chilean CHL chinese CHN colombian COL colombians COL congolese COD croatian HRV cuban CUB cypriot CYP ecuadorian ECU
ecuadorean ECU egyptian EGY egyptians EGY emirati ARE eritrean ERI ethiopian ETH ethiopians ETH filipino PHL filipinos PHL french FRA gazan PSE gazans PSE georgian GEO
georgians GEO greek GRC guatemalan GTM guinean GIN haitian HTI haitians HTI honduran HND indian IND indians IND indonesian IDN indonesians IDN iranian IRN iranians IRN
iraqi IRQ iraqis IRQ israeli ISR israelis ISR ivorian CIV jordanian JOR kashmiri IND kazakh KAZ kenyan KEN kenyans KEN kosovar XKX kuwaiti KWT kyrgyz KGZ lebanese LBN
liberian LBR libyan LBY libyans LBY malian MLI malians MLI mauritanian MRT mexican MEX mexicans MEX moldovan MDA moroccan MAR mozambican MOZ namibian NAM nepalese NPL
nepali NPL nicaraguan NIC nigerian NGA nigerians NGA nigerien NER omani OMN pakistani PAK pakistanis PAK palestinian PSE palestinians PSE panamanian PAN peruvian PER
peruvians PER philippine PHL philippines PHL qatari QAT russian RUS russians RUS rwandan RWA rwandans RWA salvadoran SLV salvadorans SLV salvadorean SLV saudi SAU
senegalese SEN serbian SRB serb SRB serbs SRB somali SOM somalis SOM spanish ESP lankan LKA lankans LKA leonean SLE sudanese SDN syrian SYR syrians SYR tajik TJK tanzanian TZA thai THA togolese TGO
tunisian TUN turkish TUR turks TUR ugandan UGA ugandans UGA ukrainian UKR ukrainians UKR uruguayan URY uzbek UZB venezuelan VEN venezuelans VEN vietnamese VNM yemeni YEM
yemenis YEM zairean COD zimbabwean ZWE british GBR american USA americans USA german DEU italian ITA canadian CAN australian AUS japanese JPN korean KOR"""
_parts = _DEMONYMS.split()
DEMONYMS: dict[str, str] = dict(zip(_parts[::2], _parts[1::2], strict=True))
_CAPITALS = """AFG Kabul|ARM Yerevan|AZE Baku|BDI Bujumbura|BFA Ouagadougou|BGD Dhaka|BHR Manama|BOL La Paz|CAF Bangui|CMR Yaounde|COD Kinshasa|COG Brazzaville|COL Bogota|
CYP Nicosia|DJI Djibouti|DZA Algiers|ECU Quito|EGY Cairo|ERI Asmara|ETH Addis Ababa|FRA Paris|GBR London|GEO Tbilisi|GTM Guatemala City|HND Tegucigalpa|HTI Port-au-Prince|
IDN Jakarta|IND New Delhi|IRN Tehran|IRQ Baghdad|JOR Amman|KEN Nairobi|KGZ Bishkek|KHM Phnom Penh|KWT Kuwait City|LBN Beirut|LBR Monrovia|LBY Tripoli|LKA Colombo|MEX Mexico City|
MLI Bamako|MMR Naypyidaw|MOZ Maputo|MRT Nouakchott|NER Niamey|NGA Abuja|NIC Managua|NPL Kathmandu|OMN Muscat|PAK Islamabad|PER Lima|PHL Manila|PRK Pyongyang|QAT Doha|RUS Moscow|
RWA Kigali|SAU Riyadh|SDN Khartoum|SLE Freetown|SLV San Salvador|SOM Mogadishu|SRB Belgrade|SSD Juba|SYR Damascus|TCD N'Djamena|THA Bangkok|TJK Dushanbe|TUN Tunis|TUR Ankara|
UGA Kampala|UKR Kyiv|VEN Caracas|YEM Sanaa|ZWE Harare|ESP Madrid|CHL Santiago|CIV Abidjan|GIN Conakry|GHA Accra|SEN Dakar|TZA Dodoma|MDG Antananarivo|XKX Pristina|BIH Sarajevo|HRV Zagreb"""
CAPITALS: dict[str, str] = {entry.strip()[:3]: entry.strip()[4:] for entry in _CAPITALS.split("|")}
FAR = frozenset({"USA", "GBR", "FRA", "DEU", "ITA", "CAN", "AUS", "JPN", "CHN", "RUS", "TUR", "IRN", "ISR", "SAU", "CHE", "ESP", "ARE", "QAT", "BEL", "NOR"})
"""Countries that much news of others names beside the place of the event."""

_GENERIC_NAMES = word_set("georgia jordan chad mali cuba guinea niger togo turkey oman")
_LARGE = 250_000
_OVERWHELMING = 5  # times the people of all places of the name elsewhere
LONGEST = 4
_SHORT = frozenset({"chad", "mali", "cuba", "iran", "iraq", "oman", "peru", "togo", "fiji", "laos", "niue", "guam"})
_COMMON = word_set("the a an in on at but it he she they we and of for to by from with as after this that said")


@cache
def names() -> dict[tuple[str, ...], str]:
    """Folded words of a country's name -> alpha-3 code; names of two countries are left out."""
    found, _ = gazetteer.countries()
    table = {tuple(key.split()): iso for key, iso in found.items() if iso and key.isascii() and (len(key) > 4 or key in _SHORT)}
    return {words: iso for words, iso in table.items() if len(words) <= LONGEST} | {("drc",): "COD"}


def owner(people: Mapping[str, int]) -> str | None:
    """The country that has nearly all people of places of one name, given how many each country has; None where none has."""
    iso = max(people, key=lambda code: people[code])
    return iso if people[iso] >= _OVERWHELMING * (sum(people.values()) - people[iso]) else None


@cache
def cities() -> dict[str, str]:
    """Names of large towns and of areas, folded and without spaces -> alpha-3 code, where one country has the name, or nearly all people under it."""
    import pyarrow.parquet as pq

    table = pq.read_table(gazetteer.GAZETTEER, columns=["place_id", "name", "level", "population"]).to_pydict()
    people_of: dict[str, dict[str, int]] = {}
    for place_id, name, level, known in zip(table["place_id"], table["name"], table["level"], table["population"], strict=True):
        people = (known or 0) if level == "locality" else _LARGE * (level == "admin1")
        if people < _LARGE:
            continue
        key = spelling.fold(name).replace(" ", "")
        of_name = people_of.setdefault(key, {})
        of_name[place_id[:3]] = max(people, of_name.get(place_id[:3], 0))
    found = {key: iso for key, of_name in people_of.items() if (iso := owner(of_name))}
    with gazetteer.SUPPLEMENT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["level"] in ("admin1", "locality") and row["place_id"].count("/") < 3 and row["place_id"]:
                name = row["place_id"].rsplit("/", 1)[1] if "/" in row["place_id"] else ""
                found.setdefault(spelling.fold(name).replace(" ", ""), row["place_id"][:3])
    return {key: iso for key, iso in found.items() if len(key) > 3} | {"westbank": "PSE", "gazastrip": "PSE"}


@cache
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names of countries by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, iso in names().items():
        found.setdefault(words[0], []).append((words, iso))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def ranked(sentences: Iterable[Sentence]) -> list[str]:
    """Alpha-3 codes of the countries a text speaks of, the one it is about first."""
    score: dict[str, float] = {}
    large, weight = cities(), 1.0
    for s in sentences:
        for i in s.capitals:
            word = s.low[i]
            if word in _COMMON:
                continue
            iso = DEMONYMS.get(word)
            gain = 1.0
            if iso is None and (named := is_country(s, i)):
                iso, gain = named[0], 2.0
                if iso in FAR and s.low[named[1] + 1 : named[1] + 2] and s.low[named[1] + 1] in phrases.SAY:
                    continue  # it only speaks
            elif iso is None and len(word) > 3:
                iso, gain = _city(s, i, large)
            if iso is not None:
                score[iso] = score.get(iso, 0.0) + gain * weight * (0.3 if iso in FAR else 1.0)
        weight = 0.7
    return sorted(score, key=lambda iso: -score[iso])


def _city(s: Sentence, i: int, large: dict[str, str]) -> tuple[str | None, float]:
    word = s.low[i].removesuffix("'s").replace("-", "")
    following = i + 1 < len(s.low) and s.words[i + 1][0].isupper()
    if following and (iso := large.get(word + s.low[i + 1].replace("-", "").removesuffix("'s"))):
        return iso, 1.5
    iso = large.get(word)
    beside = following or (i and s.words[i - 1][0].isupper())
    return iso, 0.4 if beside and not s.shouting else 1.5


def is_country(s: Sentence, i: int) -> tuple[str, int] | None:
    """Code and last token of a country named at a token (not its demonym), or None."""
    entries = _by_first().get(s.low[i].removesuffix("'s"))
    if entries is None:
        return None
    for words, iso in entries:
        j, matched = i, 0
        while j < len(s.low) and matched < len(words):
            if s.low[j].removesuffix("'s") == words[matched]:
                matched += 1
            elif s.low[j] != "the" or not matched:
                break
            j += 1
        if matched == len(words):
            return iso, j - 1
    return None
