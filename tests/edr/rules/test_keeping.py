from datetime import date

from edr.rules.keeping import kept_until


def test_so_many_years_after_the_end_of_its_year():
    assert kept_until(date(2027, 3, 31), 3) == date(2030, 3, 31)
    assert kept_until(date(2028, 2, 29), 1) == date(2029, 2, 28)
