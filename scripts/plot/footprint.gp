# footprint.gp - carbon and water of the site. data: time, t CO2, m3 of water.
set yrange [0:*]
if (has_carbon && has_water) {
	set rmargin 11
	set border 11
	set ylabel "carbon dioxide / (t per ".bucket.")"
	set y2label "water / (m^3 per ".bucket.")"
	set y2range [0:*]
	set y2tics
	plot "data" using 1:2 with lines linecolor rgb green linewidth 2.2 title "carbon dioxide", \
	     "" using 1:3 axes x1y2 with lines linecolor rgb blue linewidth 2 dashtype 2 title "water (right)"
} else { if (has_carbon) {
	set ylabel "carbon dioxide / (t per ".bucket.")"
	plot "data" using 1:2 with lines linecolor rgb green linewidth 2.2 title "carbon dioxide"
} else {
	set ylabel "water / (m^3 per ".bucket.")"
	plot "data" using 1:3 with lines linecolor rgb blue linewidth 2.2 title "water"
} }
