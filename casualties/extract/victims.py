"""Kinds of persons: the noun beside a number and the category of victims it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract.countries import DEMONYMS
from casualties.extract.wordlist import word_set
from casualties.tables.victims import PARENT

if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS: dict[str, str] = {
    "all": """person persons people individual individuals other others victim victims soul souls human humans inhabitant inhabitants member members citizen citizens
        nationals relative relatives family families household households elderly migrant migrants refugee refugees adult adults foreigner foreigners
        expatriate expatriates tribesman tribesmen suspect suspects supporter supporters follower followers compatriot compatriots casualty
        muslims christians kurds sunnis shiites alawites hazaras tutsis hutus yazidis yezidis jews arabs tamils hindus sikhs druze copts catholics protestants
        brother brothers son sons cousin cousins nephew nephews father fathers grandfather uncle husband hostage hostages captive captives abductee abductees
        companion companions colleague colleagues associate associates survivor survivors evacuee evacuees""",
    "civilians": """civilian civilians resident residents villager villagers demonstrator demonstrators protester protesters protestor protestors mourner mourners
        student students pilgrim pilgrims worshipper worshippers worshiper worshipers passenger passengers farmer farmers worker workers labourer labourers laborer
        laborers teacher teachers shopper shoppers peasant peasants bystander bystanders townspeople townsfolk passer-by passers-by passerby passersby commuter
        commuters tourist tourists activist activists driver drivers employee employees staff staffer staffers patient patients guard priest priests nun nuns monk
        monks bishop bishops archbishop cleric clerics imam imams judge judges lawyer lawyers politician politicians mayor mayors councillor councillors councilman businessman
        businessmen merchant merchants trader traders shopkeeper shopkeepers vendor vendors fisherman fishermen miner miners herder herders engineer engineers
        technician technicians youth youths pensioner pensioners picker pickers congregant congregants parishioner parishioners marcher marchers attendee attendees
        traveller travellers traveler travelers lawmaker lawmakers legislator legislators mps waitress waiter waiters councilmen councillor hunter hunters herdsman herdsmen
        logger loggers porter porters preacher preachers elder elders chief chiefs sheikh sheikhs laborer prosecutor prosecutors mediator helmet helmets deacon deacons novice novices abbot seminarian seminarians workmate workmates churchgoers nephew
        dealer dealers seller sellers broker baker bakers barber mechanic mechanics plumber electrician electricians evangelist singer singers actor
        motorcyclist motorcyclists railwayman fruit-sellers guest guests wedding-goers festival-goers professor professors academic academics candidate candidates official officials deputy deputies diplomat
        diplomats ambassador ambassadors minister ministers magistrate magistrates clergyman clergymen campesino campesinos rancher ranchers unionist unionists executive executives secretary secretaries watchman watchmen missionary missionaries
        contractor contractors neighbour neighbours neighbor neighbors rescuer rescuers firefighter firefighters fireman firemen pupil pupils settler settlers
        governor governors senator senators congressman congressmen leader leaders customer customers motorist motorists cyclist onlooker onlookers spectator spectators trucker truckers
        leftist leftists jesuit jesuits cook cooks maid maids bodyguard bodyguards chauffeur chauffeurs pilot pilots housekeeper housekeepers servant servants islander homeowner homeowners nomads nomad pastoralist
        pastoralists gold-miners noncombatant noncombatants non-combatant non-combatants local locals""",
    "children": """child children boy boys girl girls infant infants baby babies toddler toddlers teenager teenagers schoolchild schoolchildren schoolboy schoolboys
        schoolgirl schoolgirls minor minors newborn newborns kids kid teen teens daughter daughters underage adolescents adolescent""",
    "women": "woman women mother mothers wife wives sister sisters grandmother grandmothers widow widows female females aunt aunts",
    "men": "man men male males",
    "journalists": """journalist journalists reporter reporters cameraman cameramen photographer photographers correspondent correspondents
        photojournalist photojournalists newsman newsmen editor""",
    "aid_workers": "humanitarian humanitarians",
    "medics": """medic medics doctor doctors nurse nurses paramedic paramedics surgeon surgeons physician physicians midwife midwives pharmacist pharmacists
        dentist dentists""",
    "detainees": "prisoner prisoners detainee detainees inmate inmates convict convicts",
    "security_forces": """soldier soldiers troop troops police policeman policemen policewoman policewomen officer officers serviceman servicemen serviceperson
        servicemember servicemembers gendarme gendarmes marine marines conscript conscripts peacekeeper peacekeepers agent agents constable constables inspector inspectors sub-inspector sub-inspectors
        trooper troopers sergeant lieutenant captain colonel general major corporal airman airmen sailor sailors paratrooper paratroopers reservist reservists
        guardsman guardsmen personnel commando commandos cadet cadets recruit recruits sheriff warden jawans jawan regulars loyalist loyalists""",
    "rebels": """rebel rebels fighter fighters militant militants insurgent insurgents guerrilla guerrillas guerilla guerillas jihadist jihadists jihadi jihadis
        terrorist terrorists extremist extremists subversive subversives deserter deserters defector defectors islamist islamists separatist separatists
        paramilitary paramilitaries partisan partisans revolutionary revolutionaries maoist maoists naxalite naxalites
        criminal criminals delinquent delinquents""",
    "combatants": """vigilante vigilantes infiltrators infiltrator gunman gunmen attacker attackers assailant assailants bomber bombers combatant combatants militiaman militiamen militia
        mercenary mercenaries hijackers kidnapper kidnappers raider raiders bandit bandits robber robbers sniper snipers""",
}
KIND: dict[str, str] = {word: kind for kind, words in _KINDS.items() for word in words.split()}
KIND |= {word: "all" for word in DEMONYMS if word.endswith("s")}
_ENDINGS = ("smen", "women", "makers", "goers", "keepers", "workers", "holders", "maker", "goer", "keeper", "tionists", "ologists", "woman", "yers")

_PAIRS: dict[tuple[str, str], str] = {
    **{
        (a, b): "aid_workers"
        for a in ("aid", "relief", "humanitarian")
        for b in ("worker", "workers", "staff", "employees", "volunteers", "personnel", "official")
    },
    **{
        (a, b): "medics"
        for a in ("health", "medical", "ambulance", "healthcare", "hospital")
        for b in ("worker", "workers", "staff", "staffers", "personnel", "employee", "employees", "crew", "crews", "volunteers", "professionals")
    },
    **{("service", b): "security_forces" for b in ("member", "members", "personnel")},
    **{(a, b): "journalists" for a in ("media",) for b in ("worker", "workers", "staff", "professionals", "personnel")},
    **{
        (a, b): "security_forces"
        for a in (
            "security",
            "police",
            "army",
            "military",
            "border",
            "prison",
            "government",
            "riot",
            "coalition",
            "pro-government",
            "loyalist",
            "revolutionary",
            "paramilitary",
        )
        for b in (
            "personnel",
            "men",
            "man",
            "guard",
            "guards",
            "agent",
            "agents",
            "recruits",
            "member",
            "members",
            "officer",
            "officers",
            "force",
            "forces",
            "fighters",
            "conscripts",
            "commander",
            "commanders",
            "militiamen",
            "militia",
            "cadets",
            "pilot",
            "pilots",
        )
    },
    **{
        (a, b): "combatants"
        for a in ("armed", "masked", "unidentified-armed")
        for b in ("man", "men", "person", "persons", "individuals", "youths", "elements")
    },
    **{
        (a, b): "rebels"
        for a in ("rebel", "opposition", "guerrilla", "insurgent", "militant", "anti-government")
        for b in ("commander", "commanders", "leader", "leaders", "members", "forces")
    },
    ("foreign", "fighters"): "foreign_fighters",
    ("foreign", "fighter"): "foreign_fighters",
    ("blue", "helmets"): "security_forces",
    ("blue", "helmet"): "security_forces",
    ("elderly", "people"): "all",
    ("family", "members"): "all",
}
_ADJECTIVES = frozenset(
    {
        "male",
        "female",
        "civilian",
        "elderly",
        "minor",
        "guerrilla",
        "rebel",
        "militant",
        "police",
        "militia",
        "general",
        "insurgent",
        "paramilitary",
        "humanitarian",
    }
)
_MODIFIED = {
    "civilian": "civilians",
    "guerrilla": "rebels",
    "rebel": "rebels",
    "militant": "rebels",
    "insurgent": "rebels",
    "police": "security_forces",
    "militia": "combatants",
}
_GENERAL = frozenset(_KINDS["all"].split())
_NAMED_REBELS = word_set("""hezbollah hizbullah hamas houthi houthis shabaab al-shabaab shabab taliban isis isil daesh haram jihad qaeda al-qaeda al-qaida fatah fmln farc eln sendero
    pkk ypg adf kurdish-led nusra al-nusra""")


def is_national(word: str) -> bool:
    """Whether a word says of which country somebody is: "an Israeli"."""
    return word in DEMONYMS


def is_person(word: str) -> bool:
    """Whether a word in lower case names a kind of person."""
    return word in KIND or word.endswith("-year-old") or (word.endswith(_ENDINGS) and word not in ("prayers", "layers", "players", "specimen"))


def is_singular(word: str) -> bool:
    """Whether a noun of persons says one person: it may then stand before another noun ("a police station")."""
    return not word.endswith("s") and not word.endswith(("men", "people")) and word not in ("children", "personnel", "folk")


def is_general(category: str, head: str) -> bool:
    """Whether a noun says no more than that persons are meant ("others", "people", "members")."""
    return category == "all" and head in _GENERAL


def kind(words: list[str]) -> str:
    """Category of a noun phrase of one kind of person, in lower case, its head last."""
    if not words:
        return "all"
    head = words[-1]
    if len(words) > 1 and (pair := _PAIRS.get((words[-2], head))):
        return pair
    if head.endswith("-year-old"):
        age = head.partition("-")[0]
        return "children" if age.isdigit() and int(age) < 18 else "all"
    found = KIND.get(head, "civilians" if head.endswith(_ENDINGS) else "all")
    if found in ("all", "men") or head in ("worker", "workers", "staff", "leader", "leaders", "official", "officials"):
        for word in words[:-1]:
            if word in _NAMED_REBELS and head in ("member", "members", "men", "man", "fighters", "leader", "leaders", "operatives", "operative"):
                return "combatants" if found == "all" else found
            if word in _MODIFIED and found == "all":
                return _MODIFIED[word]
    return found


def together(kinds: Iterable[str]) -> str:
    """Category of several kinds counted with one number ("women and children", "soldiers and police")."""
    found = set(kinds)
    if len(found) == 1:
        return found.pop()
    if found == {"women", "children"}:
        return "women_and_children"
    above = {PARENT.get(kind) or kind for kind in found}
    if len(above) == 1:
        return above.pop()
    return "all"
