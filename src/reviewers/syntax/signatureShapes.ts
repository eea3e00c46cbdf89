/** What the signature of a kind of node is made of. */
export interface Shape {
  /** The field with its name, or where the name is further in; `name` where nothing is said. */
  readonly name?: 'name' | 'left' | 'key' | 'declarator' | 'itself' | 'none';
  /** The field of what is not shown. A short value is shown all the same, and of what has a body itself its header. */
  readonly body?: 'body' | 'value' | 'right' | 'type';
  /** Whether definitions in the body can be used by name. */
  readonly members?: true;
  readonly isOpen?: true;
  /** One can be built from its fields in their order, unless it has a constructor. */
  readonly isRecord?: true;
  /** Tells by its text that it only gives another definition a name. */
  readonly passedOn?: RegExp;
  /** Without a body it only says that there is one elsewhere. */
  readonly needsBody?: true;
}

/** How definitions look in the trees of a grammar. */
export interface SignatureShapes {
  /** Nodes whose children stand where they do. */
  readonly through: readonly string[];
  /** The same, but what they say before their first definition belongs to each. */
  readonly wrappers: readonly string[];
  /** At the top of a file, by kind of node. */
  readonly definitions: Readonly<Record<string, Shape>>;
  /** In definitions. */
  readonly members: Readonly<Record<string, Shape>>;
  /** Names that are used wherever their definition is. */
  readonly implied?: readonly string[];
  /** Names that nobody else can use. */
  readonly hidden?: RegExp;
  /** A file of it tells what it exports of its definitions. */
  readonly hasExports?: true;
  /** Finds where statements begin at the top of a text, as far as lines tell; absent where grammars read all that there is. */
  readonly statement?: RegExp;
  /** How comments are told, and a sign without which there are none. */
  readonly comments: { readonly language: string; readonly sign: RegExp };
  /** Where the first line of a documentation stands. */
  readonly docs: 'above' | 'inside';
}

const functionShape: Shape = { body: 'body' };
const withMembers: Shape = { body: 'body', members: true };
const inFull: Shape = { ...withMembers, needsBody: true };
const record: Shape = { ...inFull, isRecord: true };
const value: Shape = { body: 'value', members: true };

const slashes = /\/[/*]/;

const javascript: SignatureShapes = {
  through: ['expression_statement', 'module', 'statement_block'],
  wrappers: ['export_statement', 'ambient_declaration', 'lexical_declaration', 'variable_declaration'],
  definitions: {
    function_declaration: functionShape,
    generator_function_declaration: functionShape,
    function_signature: {},
    class_declaration: withMembers,
    class: withMembers,
    abstract_class_declaration: withMembers,
    interface_declaration: withMembers,
    enum_declaration: withMembers,
    internal_module: withMembers,
    type_alias_declaration: value,
    variable_declarator: {
      ...value,
      passedOn: /^[\w$]+\s*=\s*(?:(?:await\s+)?(?:require|import)\s*\(|[A-Za-z_$][\w$]*(?:\.[\w$]+)+$)/,
    },
    assignment_expression: {
      ...{ name: 'left', body: 'right', members: true },
      passedOn:
        /^(?:(?:module\.)?exports(?:\.[\w$]+)?\s*=\s*)+(?:(?!(?:false|null|true|undefined)$)[A-Za-z_$][\w$]*|require\s*\(\s*['"]\.[^()]*\))$/,
    },
    function_expression: functionShape,
    arrow_function: functionShape,
    object: { name: 'none', members: true },
    call_expression: { name: 'none' },
  },
  members: {
    method_definition: functionShape,
    method_signature: {},
    abstract_method_signature: {},
    property_signature: {},
    public_field_definition: { body: 'value' },
    field_definition: { name: 'key', body: 'value' },
    pair: { name: 'key', body: 'value' },
    enum_assignment: { body: 'value' },
    property_identifier: { name: 'itself' },
    shorthand_property_identifier: { name: 'itself' },
    // In a namespace.
    function_declaration: functionShape,
    class_declaration: functionShape,
    interface_declaration: functionShape,
    enum_declaration: functionShape,
    type_alias_declaration: { body: 'value' },
    variable_declarator: { body: 'value' },
  },
  implied: ['constructor'],
  hasExports: true,
  statement: /^(?:abstract|async|class|const|declare|enum|export|function|interface|let|namespace|type|var)\b/gm,
  comments: { language: 'typescript', sign: slashes },
  docs: 'above',
};

const c: SignatureShapes = {
  through: [
    ...['preproc_if', 'preproc_ifdef', 'preproc_else', 'preproc_elif', 'linkage_specification', 'declaration_list'],
    ...['namespace_definition', 'field_declaration_list'],
  ],
  wrappers: ['template_declaration'],
  definitions: {
    function_definition: { name: 'declarator', body: 'body' },
    declaration: { name: 'declarator' },
    type_definition: { name: 'declarator', body: 'type', members: true, isRecord: true },
    struct_specifier: record,
    union_specifier: inFull,
    enum_specifier: { ...inFull, isOpen: true },
    class_specifier: inFull,
    concept_definition: {},
    alias_declaration: {},
    preproc_def: { body: 'value' },
    preproc_function_def: { body: 'value' },
  },
  members: {
    field_declaration: { name: 'declarator' },
    declaration: { name: 'declarator' },
    function_definition: { name: 'declarator', body: 'body' },
    enumerator: {},
  },
  comments: { language: 'c', sign: slashes },
  docs: 'above',
};

/** By the grammar's file, as that names nodes and fields. */
export const signatureShapes: Readonly<Record<string, SignatureShapes>> = {
  'tree-sitter-javascript': javascript,
  'tree-sitter-typescript': javascript,
  'tree-sitter-tsx': javascript,
  'tree-sitter-python': {
    through: ['expression_statement', 'if_statement', 'try_statement', 'else_clause', 'except_clause', 'block'],
    wrappers: ['decorated_definition'],
    definitions: {
      function_definition: functionShape,
      class_definition: { ...withMembers, isRecord: true },
      assignment: { name: 'left', body: 'right' },
    },
    members: { function_definition: functionShape, assignment: { name: 'left', body: 'right' } },
    implied: ['__init__'],
    comments: { language: 'python', sign: /#/ },
    docs: 'inside',
  },
  'tree-sitter-go': {
    through: ['var_spec_list', 'field_declaration_list'],
    wrappers: ['type_declaration', 'const_declaration', 'var_declaration'],
    definitions: {
      function_declaration: functionShape,
      method_declaration: functionShape,
      type_spec: { body: 'type', members: true },
      type_alias: {},
      const_spec: { body: 'value' },
      var_spec: { body: 'value' },
    },
    members: { field_declaration: {}, method_elem: {}, method_spec: {} },
    hidden: /^_$/,
    comments: { language: 'go', sign: slashes },
    docs: 'above',
  },
  'tree-sitter-c': c,
  'tree-sitter-cpp': c,
};
