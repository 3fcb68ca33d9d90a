# duration.gp - load duration curve. all, it, may: share of the time [%], power [unit].
set xlabel "share of the time / %"
set ylabel "power / ".unit
set xrange [0:100]
set yrange [0:*]
plot for [k = 1:has_may] "may" using 1:2 with lines linecolor rgb vermilion linewidth 1.8 dashtype 3 title "available", \
     "all" using 1:2 with lines linecolor rgb blue linewidth 2.4 title "site", \
     for [k = 1:has_it] "it" using 1:2 with lines linecolor rgb orange linewidth 2 dashtype 2 title "IT"
