"""Which projected system suits a place for which none was declared?"""

from pyproj import CRS

# CGCS2000 three-degree Gauss-Kruger zones without a zone number in the easting.
_FIRST_ZONE_EPSG, _FIRST_MERIDIAN, _LAST_MERIDIAN = 4534, 75, 135
_CHINA = (73.62, 16.7, 134.77, 53.56)  # EPSG:4490, area of use


def default_crs(lon: float, lat: float) -> CRS:
    """Return the CGCS2000 three-degree zone inside China's box, the UTM zone elsewhere.

    WGS-84 degrees; ValueError where UTM ends (north of 84, south of 80 degrees).
    """
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        message = f"longitude {lon}, latitude {lat} is no place for a school district"
        raise ValueError(message)
    west, south, east, north = _CHINA
    if west <= lon <= east and south <= lat <= north:
        meridian = min(max(int((lon + 1.5) // 3) * 3, _FIRST_MERIDIAN), _LAST_MERIDIAN)
        return CRS.from_epsg(_FIRST_ZONE_EPSG + (meridian - _FIRST_MERIDIAN) // 3)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)
