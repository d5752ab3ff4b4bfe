/* SPDX-License-Identifier: MIT
 * The commands of abcert: one file each. */
#ifndef AB_CLI_COMMANDS_H
#define AB_CLI_COMMANDS_H

#include "cli/session.h"

int ab_command_show(ab_session *session);
int ab_command_fmt(ab_session *session);
int ab_command_prove(ab_session *session);
int ab_command_best(ab_session *session);
int ab_command_refute(ab_session *session);
int ab_command_explain(ab_session *session);
int ab_command_report(ab_session *session);
int ab_command_export(ab_session *session);
int ab_command_trace(ab_session *session);
int ab_command_train(ab_session *session);
int ab_command_sgd(ab_session *session);
int ab_command_map(ab_session *session);

#endif
