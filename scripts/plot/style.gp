# style.gp - one look for all figures; loaded before each script.
#
# Colours: Okabe & Ito 2008, told apart with any colour vision. Every axis has a
# unit. Defined by the program: W, H [px], narrow (1 for small screens), font_px,
# title ("" inside a page), and what the script names.

blue = "#0072B2"; orange = "#E69F00"; green = "#009E73"; sky = "#56B4E9"
vermilion = "#D55E00"; pink = "#CC79A7"; yellow = "#F0E442"; grey = "#999999"; dark = "#333333"
array colour[12] = [blue, orange, green, pink, sky, vermilion, yellow, grey, "#004C78", "#8A5F00", "#00634A", "#7A3E5F"]

set border 3 linecolor rgb dark linewidth 1
set grid ytics linecolor rgb "#DDDDDD" linewidth 0.6 linetype 1
set tics nomirror out textcolor rgb dark
set key outside top left horizontal Left reverse samplen 1.2 spacing 1.1 width (narrow ? -1 : 0) textcolor rgb dark
set style fill solid 1.0 noborder
set bars 0
set lmargin 11
set rmargin narrow ? 2.5 : 3.5
if (exists("title") && strlen(title)) { set title title textcolor rgb dark }

two_lines = 0 # whether the labels of the time axis have a second line

# Ticks of a time axis [t_from, t_to] at calendar starts: years, months, days or hours.
if (exists("t_from")) {
	set xdata time
	set timefmt "%s"
	set xrange [t_from:t_to]
	span = t_to - t_from
	year = 365.25 * 86400
	two_axes = exists("has_carbon") && has_carbon
	most = narrow ? 5 - two_axes : (W > 900 ? 14 : 8)
	set xtics ()
	two_lines = span <= 2.2 * year
	if (two_lines) { set bmargin 3.8 }
	if (span > 2.2 * year) {
		step = int(ceil(span / year / most))
		y0 = int(strftime("%Y", t_from)); y1 = int(strftime("%Y", t_to))
		do for [y = y0:y1:step] {
			at = strptime("%Y-%m-%d", sprintf("%d-01-01", y))
			if (at >= t_from - 1 && at <= t_to + 1) { set xtics add (sprintf("%d", y) at) }
		}
	}
	if (span <= 2.2 * year && span > 70 * 86400) {
		m0 = int(strftime("%Y", t_from)) * 12 + int(strftime("%m", t_from)) - 1
		n = int(span / (year / 12)) + 1
		step = int(ceil(n / (0.9 * most)))
		do for [m = m0:m0 + n:step] {
			at = strptime("%Y-%m-%d", sprintf("%d-%d-01", m / 12, m % 12 + 1))
			if (at >= t_from - 1 && at <= t_to + 1) { set xtics add (strftime("%b\n%Y", at) at) }
		}
	}
	if (span <= 70 * 86400 && span > 2.2 * 86400) {
		step = 86400 * int(ceil(span / 86400 / most))
		do for [k = 0:int(span / step)] {
			at = t_from + k * step
			set xtics add (strftime("%d %b\n%Y", at) at)
		}
	}
	if (span <= 2.2 * 86400) {
		step = span / (narrow ? 3 : 6)
		do for [k = 0:int(span / step)] {
			at = t_from + k * step
			set xtics add (strftime("%H:%M\n%d %b %Y", at) at)
		}
	}
}
