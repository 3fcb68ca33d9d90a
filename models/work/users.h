// users.h - users of a region, and the services that take their requests.
//
// Users stand in the global partition: at each interval they see what room each service
// has, and write down what they send to it; services of whatever cluster read that when
// the interval begins for them, an instant later in the order of events.
#ifndef AIF_WORK_USERS_H
#define AIF_WORK_USERS_H

#include "models/work/service.h"

enum { AIF_USERS_LEGS = 16 };

// What one group of users sends to one service.
typedef struct aif_users_leg {
	const double *hz; // hz[AIF_SERVICE_PARTS]: by part of the present step
} aif_users_leg;

// Finds the users that name the service. Errors: AIF_ENOMEM.
aif_err aif_users_find(aif_service *p, aif_sim *s, uint32_t self, aif_diag *d);

// What they send to it in part i of the step.
double aif_users_sent_hz(const aif_service *p, int i);

#endif
