# power.gp - stacked power of a site.
# data: time, IT, + cooling, + losses and other, IT without the servers' fans [unit].
set ylabel "power / ".unit
set yrange [0:*]
if (has_fans) {
	plot "data" using 1:4 with filledcurves x1 linecolor rgb grey title "losses and other", \
	     "" using 1:3 with filledcurves x1 linecolor rgb sky title "cooling", \
	     "" using 1:2 with filledcurves x1 linecolor rgb orange title "fans of servers (IT)", \
	     "" using 1:5 with filledcurves x1 linecolor rgb blue title "IT"
} else {
	plot "data" using 1:4 with filledcurves x1 linecolor rgb grey title "losses and other", \
	     "" using 1:3 with filledcurves x1 linecolor rgb sky title "cooling", \
	     "" using 1:2 with filledcurves x1 linecolor rgb blue title "IT"
}
