/* Configuration as a stage receives it: validated by the host against the stage's own JSON Schema, with
 * defaults filled in and paths resolved; as a tree of typed nodes, so that no plugin needs a parser. */
#ifndef SLUICE_CONFIG_H
#define SLUICE_CONFIG_H

#include "abi.h"

#define SLUICE_VALUE_NULL 0u
#define SLUICE_VALUE_BOOL 1u    /* integer is 0 or 1 */
#define SLUICE_VALUE_INTEGER 2u /* number holds it too */
#define SLUICE_VALUE_NUMBER 3u
#define SLUICE_VALUE_TEXT 4u
#define SLUICE_VALUE_ARRAY 5u
#define SLUICE_VALUE_OBJECT 6u

/* Nodes stand in preorder: a node, then the subtree of each of its children. `subtree_nodes` counts the
 * node itself and all below it, so node + subtree_nodes is the next sibling. Children of an object have a
 * key. Text and keys live as long as the call that hands the tree over. */
typedef struct sluice_value_r1 {
    uint32_t type;
    uint32_t subtree_nodes;
    uint32_t child_count;
    uint32_t key_bytes;
    const char *key;
    const char *text;
    uint64_t text_bytes;
    int64_t integer;
    double number;
} sluice_value;

typedef struct sluice_config_r1 {
    uint32_t struct_size;
    uint32_t node_count;
    const sluice_value *nodes; /* the first is the root object */
    const char *json;          /* the same as text */
    uint64_t json_bytes;
} sluice_config;

#endif
