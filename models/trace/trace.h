// trace.h - the importers: measured files to frames (see README.md for columns).
#ifndef AIF_TRACE_TRACE_H
#define AIF_TRACE_TRACE_H

#include "core/model.h"

// Regular series.
extern const aif_importer aif_importer_epw, aif_importer_weather, aif_importer_hourly;

// Jobs.
extern const aif_importer aif_importer_philly, aif_importer_helios, aif_importer_acme,
    aif_importer_alibaba2020, aif_importer_alibaba2023, aif_importer_swf, aif_importer_sacct,
    aif_importer_gavel;

// Requests.
extern const aif_importer aif_importer_azure_llm, aif_importer_burstgpt, aif_importer_mooncake;

// Jobs or requests, by the keys of the map.
extern const aif_importer aif_importer_csv;

#endif
