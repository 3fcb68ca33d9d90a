# spread.gp - distribution over replicas. lineN: value [unit], percent.
set xlabel (delta ? "difference / " : "net present cost / ").unit
set ylabel "replicas at or below / %"
set rmargin narrow ? 3.5 : 4.5
set bmargin 4
lo = delta ? 0 : 1e30; hi = delta ? 0 : -1e30
do for [k = 1:n_line] {
	stats "line".k using 1 nooutput
	lo = STATS_min < lo ? STATS_min : lo
	hi = STATS_max > hi ? STATS_max : hi
}
room = 0.04 * (hi - lo) + 1e-6 * abs(hi)
set xrange [lo - room:hi + room]
# About four ticks at 1, 2 or 5 times a power of ten.
raw = (hi - lo + 2 * room) / (narrow ? 4.0 : 6.0)
ten = 10.0 ** floor(log10(raw))
set xtics ten * (raw / ten > 5 ? 10 : raw / ten > 2 ? 5 : raw / ten > 1 ? 2 : 1)
if (delta) { set arrow 1 from 0, graph 0 to 0, graph 1 nohead linecolor rgb grey dashtype 2 }
set yrange [0:100]
plot for [k = 1:n_line] "line".k using 1:2 with lines linecolor rgb colour[value(sprintf("hue%d", k))] \
	linewidth 2.4 dashtype value(sprintf("hue%d", k)) title value(sprintf("name%d", k))
