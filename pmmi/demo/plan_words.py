"""What the demo council's service plans answer to the core questions: invented, in the manner of published ones."""

# Service: place of the question, and the answer of the plan that runs.
ANSWERS = {
    "Finance, Revenues and Benefits": {
        1: "We collect the money that pays for the council’s services, and pay what residents and suppliers are owed. The "
        "law asks us to set and collect council tax and business rates, and to decide claims for help with them.",
        2: "We collected 98.1% of council tax last year. New claims for benefit took 24 days, six more than in "
        "councils like ours, and most calls come in March.",
        3: "People who are entitled to help get it within three weeks, and fewer fall into arrears.",
    },
    "Waste and Recycling": {
        1: "We collect the waste of 52,000 homes every week and keep as much of it as we can from being burnt. The law "
        "asks for separate food waste from every home.",
        2: "Houses recycle 54% of their waste and flats 21%. Food waste is collected from 1,220 flats; some 3,000 have "
        "none. Missed bins are few, and complaints are mostly about bulky waste.",
        3: "Flats recycle as easily as houses, and residents see that what they sort is used.",
        4: "Food bins to every flat by the autumn; advisers on the 40 estates that recycle least; one contract for both "
        "kinds of round from April, within the present budget.",
        5: "The share recycled, by houses and flats; what is found in the bins of flats each spring; missed bins. The "
        "service looks at them each month, cabinet each quarter.",
    },
    "Planning Services": {
        1: "We decide some 900 planning applications a year and write the plan that they are decided by.",
        2: "Nine in ten decisions are in time. One in three that go to appeal is lost, twice the usual share.",
        3: "An adopted Local Plan, and decisions that stand.",
        4: "Finish the examination; give each large application one officer from first talk to decision.",
    },
    "Housing Services": {
        1: "We prevent homelessness, find homes for those who have none, and see to it that rented homes are safe.",
        2: "412 families asked for help last year and half of them kept their home. 88 are in temporary homes, 31 of them "
        "for more than a year.",
        3: "Fewer families lose their home, and nobody with children lives in a hotel for more than six weeks.",
        4: "Advice before a notice runs out; forty homes leased for the long term; a landlord forum that meets.",
        5: "Cases prevented, and nights in hotels, each month; what families say half a year later.",
    },
}

# The same for next year, where the head of service has written anew.
NEW_ANSWERS = {
    "Finance, Revenues and Benefits": {
        2: "We collected 98.3% of council tax. New claims took 21 days, and callers in March waited 38 minutes on "
        "average: the longest of any month. Staff turnover in benefits is 19%.",
    },
    "Waste and Recycling": {
        2: "Houses recycle 55% of their waste and flats 27%. Food waste is collected from 3,600 flats; 600 are left, all of "
        "them above shops. What is found in the bins of flats could still be recycled in four cases of ten.",
        4: "Bins for the last 600 flats by the end of September; each of the 40 estates that recycle least is visited "
        "twice, those without lifts first; the bulky waste round is put up for tender. Two advisers’ posts are kept.",
    },
    "Planning Services": {
        4: "Adopt the Local Plan in spring; give each large application one officer from first talk to decision; ask "
        "applicants and neighbours what they thought of it.",
    },
}
