"""How are districts, sub-districts and schools put into a new database?"""

from sqlalchemy import insert

from admissions.store.cycles import School
from admissions.store.schema import district, pairing, school, subdistrict
from admissions.store.transaction import Tx


def add_district(tx: Tx, *, district_id: str, name: str) -> None:
    """Add a district of the city."""
    tx.conn.execute(insert(district), {"id": district_id, "name": name})


def add_subdistrict(tx: Tx, *, subdistrict_id: str, district_id: str, name: str) -> None:
    """Add a sub-district office or township government (S24)."""
    values = {"id": subdistrict_id, "district_id": district_id, "name": name}
    tx.conn.execute(insert(subdistrict), values)


def add_school(tx: Tx, given: School, *, address: str = "") -> None:
    """Add a school of a district."""
    tx.conn.execute(insert(school), {
        "id": given.id, "district_id": given.district_id, "name": given.name,
        "level": given.level, "boarding": given.boarding, "special": given.special,
        "designated": given.designated, "address": address,
    })  # fmt: skip


def add_pairing(tx: Tx, *, cycle_id: str, primary_school_id: str, junior_school_id: str) -> None:
    """Name the junior school to which a primary school's pupils go up (S10)."""
    tx.conn.execute(insert(pairing), {
        "cycle_id": cycle_id, "primary_school_id": primary_school_id,
        "junior_school_id": junior_school_id,
    })  # fmt: skip
