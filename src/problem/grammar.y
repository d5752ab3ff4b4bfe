/* SPDX-License-Identifier: MIT
 * The grammar of the problem language (docs/language.md has it in EBNF). LALR(1), no conflict left to chance:
 * the few words that are keywords in one place and names in all others are settled by the precedence AS_A_NAME. */
%code requires {
#include "problem/parser.h"
}

%code {
#include "problem/lexer.h"

static const ab_word no_word = {NULL, {0, 0}};

#define YYMAXDEPTH 4000000 /* the stack is on the heap */
#define WORD(place, text) ab_parser_word(parser, place, text)
#define BINARY(kind, place, a, b) ab_parser_binary(parser, kind, place, a, b)

static void ab_grammar_error(const ab_place *place, ab_parser *parser, const char *message);
}

%define api.pure full
%define api.prefix {ab_grammar_}
%define api.token.prefix {AB_TOKEN_}
%define api.location.type {ab_place}
%define parse.error custom
%define parse.lac full
%locations
%param {ab_parser *parser}
%initial-action { @$ = (ab_place){1, 1}; }
%expect 0

%code {
#define YYLLOC_DEFAULT(Current, Rhs, N) ((Current) = (N) ? YYRHSLOC(Rhs, 1) : YYRHSLOC(Rhs, 0))
}

%union {
  const char *name;  /* interned */
  uint32_t number;   /* index into syntax->numbers */
  ab_term term;
  size_t mark;       /* where a list begins on its pending stack */
  ab_comparison comparison;
  ab_relation relation;
  ab_word word;
}

%token END 0 "the end of the file"
%token <number> NUMBER "number"
%token <name> NAME "name"

/* reserved */
%token LANGUAGE "language" PROBLEM "problem" FAMILY "family" DOMAIN "domain" CLAIM "claim" VARIABLES "variables"
%token FUNCTION "function" CONSTANT "constant" PARAMETER "parameter" INFIMUM "infimum" MINIMIZERS "minimizers"
%token SCOPE "scope" ASSUME "assume" REGULARIZATION "regularization" SGD "sgd" INF "inf"

/* words that mean something in their place and are names elsewhere */
%token IN "in" OR "or" FOR "for" GIVEN "given" SHOW "show" SUM "sum" BALL "ball" TUBE "tube" RADIUS "radius"
%token POINT "point" POINTS "points" AFFINE "affine" EQUATIONS "equations" AUTO "auto" AT "at"
%token POSITIVE "positive" NEGATIVE "negative" TARGETS "targets" START "start"

%token LBRACE "{" RBRACE "}" LBRACKET "[" RBRACKET "]" LPAREN "(" RPAREN ")" SEMICOLON ";" COMMA "," DOTS ".."
%token PLUS "+" MINUS "-" TIMES "*" OVER "/" CARET "^" EQ "=" GE ">=" GT ">" LE "<=" LT "<" NE "!="

%precedence AS_A_NAME
%left PLUS MINUS
%precedence SUM_BODY
%left TIMES OVER
%precedence NEGATION
%right CARET
%precedence LPAREN LBRACKET

%type <name> name callable scope_word
%type <word> definition_keyword subject claim_name shape
%type <term> expression value list tuple target declared
%type <mark> mark values expressions disjunction comma_declared
%type <comparison> comparison
%type <relation> relation

%start file
%%

file: PROBLEM name LBRACE items RBRACE { ab_parser_finish(parser, $name); }
    | LANGUAGE NUMBER { ab_parser_language(parser, @NUMBER, $NUMBER); } SEMICOLON items { ab_parser_finish(parser, NULL); }
    ;

items: %empty | items item ;

item: FAMILY subject LBRACE mark family_items RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "family"), $subject, no_word, $mark); }
    | DOMAIN LBRACE mark domain_items RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "domain"), no_word, no_word, $mark); }
    | CLAIM subject claim_name LBRACE mark claim_items RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "claim"), $subject, $claim_name, $mark); }
    | VARIABLES comma_declared SEMICOLON { ab_parser_variables(parser, @$, $comma_declared); }
    | definition
    | INFIMUM LBRACE mark assignments RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "infimum"), no_word, no_word, $mark); }
    | minimizers
    | SCOPE LBRACE mark scope_items RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "scope"), no_word, no_word, $mark); }
    | ASSUME MINIMIZERS[what] SEMICOLON { ab_parser_words(parser, WORD(@$, "assume"), WORD(@what, "minimizers"), no_word); }
    | ASSUME INFIMUM[what] SEMICOLON { ab_parser_words(parser, WORD(@$, "assume"), WORD(@what, "infimum"), no_word); }
    | REGULARIZATION LBRACE mark assignments RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "regularization"), no_word, no_word, $mark); }
    | SGD LBRACE mark sgd_items RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "sgd"), no_word, no_word, $mark); }
    ;

end_of_block: %empty | SEMICOLON ;
mark: %empty { $$ = parser->pending_entry_count; } ;
subject: name { $$ = (ab_word){$name, @$}; } ;

/* Assignments, in infimum, regularization and start. */

assignments: %empty | assignments assignment ;
assignment: target EQ value SEMICOLON { ab_parser_assign(parser, $target, $value); } ;
target: name { $$ = ab_parser_leaf(parser, AB_TERM_NAME, @$, $name); }
      | name LBRACKET expressions RBRACKET { $$ = ab_parser_compound(parser, AB_TERM_INDEXED, @$, $name, $expressions); }
      ;

family_items: %empty | family_items family_item ;
family_item: assignment
           | POINT list POSITIVE expression[a] NEGATIVE expression[b] SEMICOLON { ab_parser_point(parser, @$, $list, $a, $b); }
           | POINT list[x] TARGETS list[t] SEMICOLON { ab_parser_targets(parser, @$, $x, $t); }
           ;

domain_items: %empty | domain_items domain_item ;
domain_item: target IN LBRACKET[list] expression[a] COMMA expression[b] RBRACKET SEMICOLON { ab_parser_range(parser, $target, @list, $a, $b); }
           | shape RADIUS EQ expression[a] SEMICOLON { ab_parser_radius(parser, $shape, $a); }
           ;
shape: BALL { $$ = WORD(@$, "ball"); } | TUBE { $$ = WORD(@$, "tube"); } ;

/* Claims: literals, hypotheses and settings. */

claim_name: %empty { $$ = no_word; } | name { $$ = (ab_word){$name, @$}; } ;
claim_items: %empty | claim_items claim_item ;
claim_item: disjunction SEMICOLON { ab_parser_claim_item(parser, $disjunction); }
          | GIVEN disjunction SEMICOLON { ab_parser_disjunction(parser, WORD(@$, "given"), $disjunction); }
          | SHOW disjunction SEMICOLON { ab_parser_disjunction(parser, WORD(@$, "show"), $disjunction); }
          | expression EQ list SEMICOLON { ab_parser_claim_list(parser, $expression, @EQ, $list); }
          ;
disjunction: comparison { $$ = ab_parser_push_comparison(parser, $comparison); }
           | disjunction[all] OR comparison { ab_parser_push_comparison(parser, $comparison); $$ = $all; }
           ;
comparison: expression[a] relation expression[b] { $$ = (ab_comparison){@relation, $a, $b, $relation}; } ;
relation: GE { $$ = AB_RELATION_GE; } | GT { $$ = AB_RELATION_GT; } | LE { $$ = AB_RELATION_LE; }
        | LT { $$ = AB_RELATION_LT; } | NE { $$ = AB_RELATION_NE; } | EQ { $$ = AB_RELATION_EQ; }
        ;

/* Variables and definitions. */

comma_declared: declared { $$ = ab_parser_push_term(parser, $declared); }
              | comma_declared[all] COMMA declared { ab_parser_push_term(parser, $declared); $$ = $all; }
              ;
declared: name { $$ = ab_parser_leaf(parser, AB_TERM_NAME, @$, $name); }
        | name LBRACKET NUMBER[one] DOTS expression[end] RBRACKET {
            ab_parser_lower_end(parser, @one, $one);
            $$ = ab_parser_compound(parser, AB_TERM_INDEXED, @$, $name, ab_parser_push_term(parser, $end));
          }
        ;

definition: definition_keyword target EQ value SEMICOLON {
              ab_parser_definition(parser, $definition_keyword, $target, no_word, AB_NO_TERM, AB_NO_TERM, $value);
            }
          | definition_keyword target FOR name IN expression[a] DOTS expression[b] EQ value SEMICOLON {
              ab_parser_definition(parser, $definition_keyword, $target, (ab_word){$name, @name}, $a, $b, $value);
            }
          ;
definition_keyword: FUNCTION { $$ = WORD(@$, "function"); } | CONSTANT { $$ = WORD(@$, "constant"); }
                  | PARAMETER { $$ = WORD(@$, "parameter"); }
                  ;

/* The minimizers, what is claimed about them, and the method whose iterates are compared. */

minimizers: MINIMIZERS AFFINE LBRACE mark equations RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "minimizers"), WORD(@AFFINE, "affine"), no_word, $mark); }
          | MINIMIZERS EQUATIONS LBRACE mark equations RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "minimizers"), WORD(@EQUATIONS, "equations"), no_word, $mark); }
          | MINIMIZERS POINTS LBRACE mark points RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "minimizers"), WORD(@POINTS, "points"), no_word, $mark); }
          | MINIMIZERS POINTS AUTO SEMICOLON { ab_parser_words(parser, WORD(@$, "minimizers"), WORD(@POINTS, "points"), WORD(@AUTO, "auto")); }
          | MINIMIZERS DOMAIN SEMICOLON { ab_parser_words(parser, WORD(@$, "minimizers"), WORD(@DOMAIN, "domain"), no_word); }
          | MINIMIZERS AT tuple SEMICOLON { ab_parser_term(parser, @$, WORD(@$, "minimizers"), WORD(@AT, "at"), $tuple); }
          ;
equations: %empty | equations equation ;
equation: disjunction SEMICOLON { ab_parser_disjunction(parser, no_word, $disjunction); } ;
points: %empty | points point ;
point: tuple SEMICOLON { ab_parser_term(parser, @$, no_word, no_word, $tuple); } ;

scope_items: %empty | scope_items scope_item ;
scope_item: scope_word[a] EQ scope_word[b] SEMICOLON {
              ab_term target = ab_parser_leaf(parser, AB_TERM_NAME, @a, $a);
              ab_parser_assign(parser, target, ab_parser_leaf(parser, AB_TERM_NAME, @b, $b));
            }
          ;
scope_word: name | MINIMIZERS { $$ = WORD(@$, "minimizers").text; } | INFIMUM { $$ = WORD(@$, "infimum").text; }
          | DOMAIN { $$ = WORD(@$, "domain").text; }
          ;

sgd_items: %empty | sgd_items sgd_item ;
sgd_item: assignment
        | target EQ SGD SEMICOLON { ab_parser_assign(parser, $target, ab_parser_leaf(parser, AB_TERM_NAME, @SGD, WORD(@SGD, "sgd").text)); }
        | START LBRACE mark assignments RBRACE end_of_block { ab_parser_block(parser, WORD(@$, "start"), no_word, no_word, $mark); }
        ;

/* Expressions. */

value: expression | list ;
values: value { $$ = ab_parser_push_term(parser, $value); }
      | values[all] COMMA value { ab_parser_push_term(parser, $value); $$ = $all; }
      ;
expressions: expression { $$ = ab_parser_push_term(parser, $expression); }
           | expressions[all] COMMA expression { ab_parser_push_term(parser, $expression); $$ = $all; }
           ;
list: LBRACKET values RBRACKET { $$ = ab_parser_compound(parser, AB_TERM_LIST, @$, NULL, $values); } ;
tuple: LPAREN expressions RPAREN { $$ = ab_parser_compound(parser, AB_TERM_TUPLE, @$, NULL, $expressions); } ;

expression: NUMBER { $$ = ab_parser_number(parser, @$, $NUMBER); }
          | name { $$ = ab_parser_leaf(parser, AB_TERM_NAME, @$, $name); }
          | name LBRACKET expressions RBRACKET { $$ = ab_parser_compound(parser, AB_TERM_INDEXED, @$, $name, $expressions); }
          | callable LPAREN values RPAREN { $$ = ab_parser_compound(parser, AB_TERM_CALL, @$, $callable, $values); }
          | INF { $$ = ab_parser_leaf(parser, AB_TERM_INFINITY, @$, NULL); }
          | LPAREN expression[a] RPAREN { $$ = $a; }
          | SUM LPAREN name IN expression[a] DOTS expression[b] RPAREN expression[body] %prec SUM_BODY { $$ = ab_parser_sum(parser, @$, $name, $a, $b, $body); }
          | MINUS expression[a] %prec NEGATION { $$ = ab_parser_negate(parser, @$, $a); }
          | expression[a] PLUS expression[b] { $$ = BINARY(AB_TERM_ADD, @PLUS, $a, $b); }
          | expression[a] MINUS expression[b] { $$ = BINARY(AB_TERM_SUBTRACT, @MINUS, $a, $b); }
          | expression[a] TIMES expression[b] { $$ = BINARY(AB_TERM_MULTIPLY, @TIMES, $a, $b); }
          | expression[a] OVER expression[b] { $$ = BINARY(AB_TERM_DIVIDE, @OVER, $a, $b); }
          | expression[a] CARET expression[b] { $$ = BINARY(AB_TERM_POWER, @CARET, $a, $b); }
          ;

/* Any word but the reserved ones is a name; sum( always begins a sum. */
name: callable | SUM %prec AS_A_NAME { $$ = WORD(@$, "sum").text; } ;
callable: NAME
        | IN { $$ = WORD(@$, "in").text; } | OR { $$ = WORD(@$, "or").text; } | FOR { $$ = WORD(@$, "for").text; }
        | GIVEN %prec AS_A_NAME { $$ = WORD(@$, "given").text; }
        | SHOW %prec AS_A_NAME { $$ = WORD(@$, "show").text; }
        | BALL { $$ = WORD(@$, "ball").text; } | TUBE { $$ = WORD(@$, "tube").text; }
        | RADIUS { $$ = WORD(@$, "radius").text; }
        | POINT %prec AS_A_NAME { $$ = WORD(@$, "point").text; }
        | POINTS { $$ = WORD(@$, "points").text; } | AFFINE { $$ = WORD(@$, "affine").text; }
        | EQUATIONS { $$ = WORD(@$, "equations").text; } | AUTO { $$ = WORD(@$, "auto").text; }
        | AT { $$ = WORD(@$, "at").text; } | POSITIVE { $$ = WORD(@$, "positive").text; }
        | NEGATIVE { $$ = WORD(@$, "negative").text; } | TARGETS { $$ = WORD(@$, "targets").text; }
        | START { $$ = WORD(@$, "start").text; }
        ;

%%

/* Called for what is no syntax error: the parser's stack is exhausted. */
static void ab_grammar_error(const ab_place *place, ab_parser *parser, const char *message) {
  (void)message;
  ab_parser_fail(parser, *place, "the text is nested more deeply than this program can read");
}

static int yyreport_syntax_error(const yypcontext_t *context, ab_parser *parser) {
  yysymbol_kind_t kinds[YYNTOKENS];
  const char *names[YYNTOKENS];
  int count = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
  if (count < 0)
    return count;
  for (int i = 0; i < count; i++)
    names[i] = yysymbol_name(kinds[i]);
  ab_parser_fail_expected(parser, names, (size_t)count);
  return 0;
}
