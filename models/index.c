// index.c - every built-in model, importer and table, a line each.
#include "models/index.h"

#include "models/cooling/cdu.h"
#include "models/cooling/cooling.h"
#include "models/cooling/coolparts.h"
#include "models/cooling/window.h"
#include "models/fabric/fabric.h"
#include "models/fault/fault.h"
#include "models/fin/fin.h"
#include "models/grid/coincident.h"
#include "models/grid/curtail.h"
#include "models/grid/feed.h"
#include "models/grid/feedstage.h"
#include "models/grid/gas.h"
#include "models/grid/genset.h"
#include "models/grid/interrupt.h"
#include "models/grid/ppa.h"
#include "models/grid/rate.h"
#include "models/grid/solar.h"
#include "models/grid/tariff.h"
#include "models/hw.h"
#include "models/power/bess.h"
#include "models/power/converter.h"
#include "models/power/hall.h"
#include "models/power/ripple.h"
#include "models/record.h"
#include "models/sched/sched.h"
#include "models/site/delay.h"
#include "models/site/incidents.h"
#include "models/site/neighbour.h"
#include "models/site/site.h"
#include "models/site/task.h"
#include "models/storage/storage.h"
#include "models/trace/trace.h"
#include "models/work/work.h"
#include "models/xfmr.h"

// clang-format off
static const aif_model_ops *const models[] = {
	&aif_model_gpu,
	&aif_model_server,
	&aif_model_rack,
	&aif_model_llm,
	&aif_model_network,
	&aif_model_fabric,
	&aif_model_converter,
	&aif_model_tower,
	&aif_model_chiller,
	&aif_model_tariff,
	&aif_model_leadtime,
	&aif_model_site,
	&aif_model_feed,
	&aif_model_stage,
	&aif_model_curtailable,
	&aif_model_period,
	&aif_model_coincident,
	&aif_model_ppa,
	&aif_model_outages,
	&aif_model_generator,
	&aif_model_gas,
	&aif_model_solar,
	&aif_model_genset,
	&aif_model_bess,
	&aif_model_ripple,
	&aif_model_transient,
	&aif_model_drill,
	&aif_model_delay_factor,
	&aif_model_task,
	&aif_model_neighbour,
	&aif_model_cooling,
	&aif_model_cdu,
	&aif_model_hall,
	&aif_model_strategy,
	&aif_model_cloud_price,
	&aif_model_lease,
	&aif_model_colocation,
	&aif_model_token_price,
	&aif_model_accounting,
	&aif_model_role,
	&aif_model_staff,
	&aif_model_fee,
	&aif_model_sale,
	&aif_model_rule,
	&aif_model_dataset,
	&aif_model_finance,
	&aif_model_cluster,
	&aif_model_scheduler,
	&aif_model_queue,
	&aif_model_failures,
	&aif_model_failure_profile,
	&aif_model_storage,
	&aif_model_storage_tier,
	&aif_model_batch,
	&aif_model_training,
	&aif_model_service,
	&aif_model_users,
	NULL,
};

static const aif_importer *const importers[] = {
	&aif_importer_epw,
	&aif_importer_weather,
	&aif_importer_hourly,
	&aif_importer_philly,
	&aif_importer_helios,
	&aif_importer_acme,
	&aif_importer_alibaba2020,
	&aif_importer_alibaba2023,
	&aif_importer_swf,
	&aif_importer_sacct,
	&aif_importer_gavel,
	&aif_importer_azure_llm,
	&aif_importer_burstgpt,
	&aif_importer_mooncake,
	&aif_importer_csv,
	NULL,
};

static const aif_table *const tables[] = {
	&aif_table_provenance, &aif_table_jobs,     &aif_table_requests,     &aif_table_events,
	&aif_table_ledger,     &aif_table_timeline, &aif_table_binding,      &aif_table_audit,
	&aif_table_summary,    &aif_table_cashflow, &aif_table_depreciation, &aif_table_debt,
	&aif_table_spectrum,   &aif_table_transient, NULL,
};
// clang-format on

const aif_registry aif_index = { models, importers, tables };
