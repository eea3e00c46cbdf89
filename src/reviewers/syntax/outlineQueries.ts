/** Functions given as a value, whose header is that of the statement around them. */
const functionValue = '[(arrow_function body: (_) @body) (function_expression body: (_) @body)]';

const javascript = `
  (import_statement) @import
  (program (lexical_declaration (variable_declarator value: (call_expression function: (identifier) @name)))
    @import (#eq? @name "require"))
  (program (variable_declaration (variable_declarator value: (call_expression function: (identifier) @name)))
    @import (#eq? @name "require"))
  (export_statement) @wrapper
  [(function_declaration) (generator_function_declaration) (class_declaration) (class) (method_definition)] @definition
  (lexical_declaration (variable_declarator value: ${functionValue})) @definition
  (variable_declaration (variable_declarator value: ${functionValue})) @definition
  (expression_statement (assignment_expression right: ${functionValue})) @definition
  (expression_statement (call_expression arguments: (arguments ${functionValue}))) @definition
  (pair value: ${functionValue}) @definition
  (export_statement value: ${functionValue}) @definition`;

const typescript = `${javascript}
  (import_alias) @import
  (ambient_declaration) @wrapper
  (public_field_definition value: ${functionValue}) @definition
  [
    (abstract_class_declaration) (interface_declaration) (type_alias_declaration) (enum_declaration)
    (module) (internal_module)
  ] @definition`;

const c = `
  (preproc_include) @import
  [(function_definition) (struct_specifier body: (_)) (union_specifier body: (_)) (enum_specifier body: (_))] @definition
  (type_definition type: [(struct_specifier) (union_specifier) (enum_specifier)]) @wrapper
  (linkage_specification body: (declaration_list)) @definition`;

/**
 * How imports and definitions look in the syntax trees of each grammar, by the grammar's file, in the query language of
 * https://tree-sitter.github.io/tree-sitter/using-parsers/queries. Captures:
 * - `import`: an import, or what else says where the file belongs;
 * - `definition`: its body is what `body` captured in the same match, else its field of that name;
 * - `wrapper`: belongs to the definition in it and is nothing without one.
 */
export const outlineQueries: Readonly<Record<string, string>> = {
  'tree-sitter-javascript': `${javascript}
    (field_definition value: ${functionValue}) @definition`,
  'tree-sitter-typescript': typescript,
  'tree-sitter-tsx': typescript,
  'tree-sitter-python': `
    [(import_statement) (import_from_statement) (future_import_statement)] @import
    (decorated_definition) @wrapper
    [(function_definition) (class_definition)] @definition`,
  'tree-sitter-go': `
    [(package_clause) (import_declaration)] @import
    [(function_declaration) (method_declaration) (type_declaration)] @definition
    (short_var_declaration right: (expression_list (func_literal body: (_) @body))) @definition`,
  'tree-sitter-c': c,
  'tree-sitter-cpp': `${c}
    [(using_declaration) (namespace_alias_definition)] @import
    (template_declaration) @wrapper
    [(class_specifier body: (_)) (namespace_definition) (concept_definition)] @definition`,
  'tree-sitter-java': `
    [(package_declaration) (import_declaration)] @import
    [
      (class_declaration) (interface_declaration) (enum_declaration) (record_declaration)
      (annotation_type_declaration) (method_declaration) (constructor_declaration)
      (compact_constructor_declaration) (static_initializer)
    ] @definition`,
  'tree-sitter-rust': `
    [(use_declaration) (extern_crate_declaration)] @import
    [
      (function_item) (struct_item) (enum_item) (union_item) (trait_item) (impl_item) (mod_item)
      (macro_definition) (foreign_mod_item)
    ] @definition`,
  'tree-sitter-c_sharp': `
    [(using_directive) (extern_alias_directive) (file_scoped_namespace_declaration)] @import
    [
      (namespace_declaration) (class_declaration) (struct_declaration) (interface_declaration) (enum_declaration)
      (record_declaration) (method_declaration) (constructor_declaration) (destructor_declaration)
      (operator_declaration) (conversion_operator_declaration) (local_function_statement)
    ] @definition
    [
      (property_declaration accessors: (_) @body) (indexer_declaration accessors: (_) @body)
      (event_declaration accessors: (_) @body)
    ] @definition`,
  'tree-sitter-ruby': `
    (program (call method: (identifier) @name) @import
      (#any-of? @name "require" "require_relative" "load" "autoload"))
    [(module) (class) (singleton_class) (method) (singleton_method)] @definition
    (program (call block: (_) @body) @definition)
    (body_statement (call block: (_) @body) @definition)`,
  'tree-sitter-php': `
    [(namespace_use_declaration) (namespace_definition !body)] @import
    (expression_statement [
      (require_expression) (require_once_expression) (include_expression) (include_once_expression)
    ]) @import
    [
      (namespace_definition body: (_)) (class_declaration) (interface_declaration) (trait_declaration)
      (enum_declaration) (method_declaration) (function_definition)
    ] @definition`,
  'tree-sitter-kotlin': `
    [(package_header) (import)] @import
    [(class_declaration) (object_declaration) (companion_object) (function_declaration) (secondary_constructor)]
      @definition`,
  'tree-sitter-bash': `
    (program (command name: (command_name) @name) @import (#any-of? @name "source" "."))
    (function_definition) @definition`,
  'tree-sitter-lua': `
    (variable_declaration (assignment_statement (expression_list value: (function_call name: (identifier) @name))))
      @import (#eq? @name "require")
    (function_declaration) @definition
    (variable_declaration (assignment_statement
      (expression_list value: (function_definition body: (_) @body)))) @definition
    (chunk (assignment_statement (expression_list value: (function_definition body: (_) @body))) @definition)`,
  'tree-sitter-css': `
    (import_statement) @import
    [
      (rule_set (block) @body) (media_statement (block) @body) (supports_statement (block) @body)
      (keyframes_statement (keyframe_block_list) @body) (at_rule (block) @body)
    ] @definition`,
  'tree-sitter-html': '[(element) (script_element) (style_element)] @definition',
  'tree-sitter-json': '(pair value: [(object) @body (array) @body]) @definition (array (object) @definition)',
  'tree-sitter-yaml': '(block_mapping_pair value: (block_node) @body) @definition (block_sequence_item) @definition',
  'tree-sitter-toml': '[(table) (table_array_element)] @definition',
};
