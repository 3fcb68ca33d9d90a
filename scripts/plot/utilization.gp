# utilization.gp - GPUs by state, stacked. data: time, busy, + idle, + down,
# + unpowered, and rented on its own.
set ylabel "GPUs"
set yrange [0:*]
plot "data" using 1:5 with filledcurves x1 linecolor rgb dark title "without power", \
     "" using 1:4 with filledcurves x1 linecolor rgb vermilion title "down", \
     "" using 1:3 with filledcurves x1 linecolor rgb "#CFE3F0" title "idle", \
     "" using 1:2 with filledcurves x1 linecolor rgb blue title "busy", \
     for [k = 1:has_rented] "" using 1:6 with lines linecolor rgb orange linewidth 2.2 title "rented"
