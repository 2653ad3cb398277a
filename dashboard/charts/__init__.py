"""How are figures drawn? Pure functions from a frame and the caller's words to an Altair chart.

Show them with `st.altair_chart(chart, theme=None)`: Streamlit's theme would replace the fonts.
"""

from dashboard.charts.balance import balance_chart
from dashboard.charts.distances import distance_bins, distance_chart
from dashboard.charts.fan import fan_chart
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.heat import grade_heat_map
from dashboard.charts.warning import warning_fill, warning_of_year
from dashboard.charts.waterfall import waterfall_chart

__all__ = [
    "balance_chart",
    "distance_bins",
    "distance_chart",
    "fan_chart",
    "funnel_chart",
    "grade_heat_map",
    "warning_fill",
    "warning_of_year",
    "waterfall_chart",
]
