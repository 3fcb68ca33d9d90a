# power.gp - stacked power of a site.
# data: time, IT, + cooling, + losses and other [unit].
set ylabel "power / ".unit
set yrange [0:*]
plot "data" using 1:4 with filledcurves x1 linecolor rgb grey title "losses and other", \
     "" using 1:3 with filledcurves x1 linecolor rgb sky title "cooling", \
     "" using 1:2 with filledcurves x1 linecolor rgb blue title "IT"
