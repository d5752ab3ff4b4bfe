/* SPDX-License-Identifier: MIT
 * abcert report: a certificate as a page, a picture, a table or a theorem, by the output's name. */
#include "base/file.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "report/report.h"

#include <string.h>

enum { FIGURE_BYTES_MAX = 64 << 20 };

typedef struct {
  const char *ending;
  void (*write)(ab_text *out, const ab_report *report);
  bool needs_slice;
} form;

static const form forms[] = {{".html", ab_report_html, false},
                             {".svg", ab_report_svg, true},
                             {".csv", ab_report_csv, false},
                             {".tex", ab_report_tex, false}};

/* The name of a file without its folders: pages say nothing about the machine they were made on. */
static const char *name_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool ends_with(const char *path, const char *ending) {
  size_t length = strlen(path), width = strlen(ending);
  return length > width && strcmp(path + length - width, ending) == 0;
}

static ab_status choose_form(const form **chosen, const ab_options *options, ab_error *error) {
  if (!options->output)
    return ab_error_set(error, AB_USAGE,
                        "report needs -o FILE, with a name in .html, .svg, .csv or .tex");
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (ends_with(options->output, forms[i].ending)) {
      *chosen = &forms[i];
      return AB_OK;
    }
  return ab_error_set(error, AB_USAGE, "-o %s: the name has to end in .html, .svg, .csv or .tex",
                      options->output);
}

/* "x,y" as two names in a buffer that is to be freed; NULL for none. */
static ab_status read_axes(char **buffer, const char *axes[2], const ab_options *options,
                           ab_error *error) {
  *buffer = NULL;
  if (!options->axes)
    return AB_OK;
  const char *comma = strchr(options->axes, ',');
  if (!comma || strchr(comma + 1, ','))
    return ab_error_set(error, AB_USAGE, "--axes takes two names, as in --axes x,y");
  size_t length = strlen(options->axes);
  *buffer = ab_allocate(length + 1, 1);
  memcpy(*buffer, options->axes, length + 1);
  (*buffer)[comma - options->axes] = '\0';
  axes[0] = *buffer;
  axes[1] = *buffer + (comma - options->axes) + 1;
  return AB_OK;
}

/* What the command has open. */
typedef struct {
  ab_dossier dossier, other;
  const char *other_name;
  bool has_dossier, has_other, has_slice;
  ab_slice slice;
  ab_figure *figures;
  size_t figure_count;
} material;

static void clear_material(material *m) {
  if (m->has_dossier)
    ab_dossier_close(&m->dossier);
  if (m->has_other)
    ab_dossier_close(&m->other);
  if (m->has_slice)
    ab_slice_clear(&m->slice);
  for (size_t i = 0; i < m->figure_count; i++)
    ab_text_clear(&m->figures[i].svg);
  ab_free(m->figures);
}

/* The files after the first: certificates from the other side, and pictures (*.svg). */
static ab_status open_others(material *m, const ab_session *session, ab_error *error) {
  m->figures = ab_allocate(session->operand_count, sizeof *m->figures);
  for (size_t i = 1; i < session->operand_count; i++) {
    const char *path = session->operands[i];
    if (ends_with(path, ".svg")) {
      ab_figure *figure = &m->figures[m->figure_count];
      figure->name = name_of(path);
      ab_text_init(&figure->svg);
      ab_status status = ab_file_read(&figure->svg, path, FIGURE_BYTES_MAX, error);
      if (status != AB_OK)
        return status;
      m->figure_count++;
      continue;
    }
    if (m->has_other)
      return ab_error_set(error, AB_USAGE, "one certificate from the other side is enough: %s",
                          path);
    ab_status status = ab_dossier_open(&m->other, path, ab_session_threads(session), error);
    if (status != AB_OK)
      return status;
    m->has_other = true;
    m->other_name = name_of(path);
    if (!ab_dossier_same_but_constants(&m->dossier, &m->other))
      return ab_error_set(error, AB_USAGE,
                          "%s is not about the same claim with other constants as %s", path,
                          session->operands[0]);
  }
  return AB_OK;
}

static ab_status open_material(material *m, const ab_session *session, const form *form_,
                               ab_error *error) {
  char *buffer;
  const char *axes[2] = {NULL, NULL};
  ab_status status = read_axes(&buffer, axes, session->options, error);
  if (status == AB_OK)
    status = ab_dossier_open(&m->dossier, session->operands[0], ab_session_threads(session), error);
  m->has_dossier = status == AB_OK;
  if (status == AB_OK)
    status = open_others(m, session, error);
  if (status == AB_OK)
    status = ab_slice_choose(&m->slice, &m->has_slice, &m->dossier.certificate,
                             session->options->clause, axes, error);
  if (status == AB_OK && form_->needs_slice && !m->has_slice)
    status = ab_error_set(error, AB_USAGE,
                          "no clause of %s has two variables: there is no plane to draw",
                          session->operands[0]);
  ab_free(buffer);
  return status;
}

static ab_status write_report(const material *m, const ab_session *session, const form *form_,
                              ab_error *error) {
  ab_report report = {.dossier = &m->dossier,
                      .other = m->has_other ? &m->other : NULL,
                      .slice = m->has_slice ? &m->slice : NULL,
                      .figures = m->figures,
                      .figure_count = m->figure_count,
                      .name = name_of(session->operands[0]),
                      .other_name = m->other_name,
                      .version = AB_VERSION};
  ab_text out;
  ab_text_init(&out);
  form_->write(&out, &report);
  ab_status status = ab_destination_write(session->options->output, out.data, out.length, error);
  ab_text_clear(&out);
  return status;
}

int ab_command_report(ab_session *session) {
  ab_error error;
  const form *form_ = NULL;
  material m = {0};
  ab_status status = choose_form(&form_, session->options, &error);
  if (status == AB_OK)
    status = open_material(&m, session, form_, &error);
  if (status == AB_OK)
    status = write_report(&m, session, form_, &error);
  if (status == AB_OK) {
    ab_session_print_program(session);
    ab_print_fact(&session->printer, "verdict", "%s", ab_dossier_verdict(&m.dossier));
    ab_print_fact(&session->printer, "hash", "%s", m.dossier.result.hash);
    ab_print_fact(&session->printer, "report", "%s", session->options->output);
  }
  clear_material(&m);
  return status == AB_OK ? AB_OK : ab_session_complain(session, &error);
}
