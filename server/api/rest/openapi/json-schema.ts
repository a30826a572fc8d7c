import { z } from "zod";

export type JsonSchema = Readonly<Record<string, unknown>>;
type Io = "input" | "output";

const COMPONENTS = "#/components/schemas/";

/**
 * Writes zod schemas as JSON Schema, those that have a name as references to one component each.
 * @param names the schemas that become components; a name stands for one schema, read one way
 */
export class SchemaWriter {
  private readonly names: ReadonlyMap<z.core.$ZodType, string>;

  constructor(private readonly named: Readonly<Record<string, { readonly schema: z.ZodType; readonly io: Io }>>) {
    this.names = new Map(Object.entries(named).map(([name, { schema }]) => [schema, name]));
  }

  /** All named schemas, for `components.schemas`. */
  components(): Record<string, JsonSchema> {
    return Object.fromEntries(
      Object.entries(this.named).map(([name, { schema, io }]) => [name, this.expand(schema, io)]),
    );
  }

  /** A schema where it is used: a reference if it has a name. */
  write(schema: z.core.$ZodType, io: Io): JsonSchema {
    const name = this.names.get(schema);
    return name ? { $ref: COMPONENTS + name } : this.expand(schema, io);
  }

  private expand(schema: z.core.$ZodType, io: Io): JsonSchema {
    const {
      $schema: _dialect,
      $defs: _recursive,
      ...written
    } = z.toJSONSchema(schema, {
      io,
      override: ({ zodSchema, jsonSchema, path }) => {
        const name = this.names.get(zodSchema);
        if (name && path.length > 0) {
          for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
          jsonSchema.$ref = COMPONENTS + name;
        }
        simplify(jsonSchema);
      },
    });
    return withAnyJson(written);
  }
}

/** Takes out what is true of our reading and of no use to a reader. */
function simplify(schema: z.core.JSONSchema.JSONSchema): void {
  // A schema that states its type takes other spellings of it as well (numbers as text): one is enough to tell.
  if (schema.type && schema.anyOf) delete schema.anyOf;
  // The expression that checks a time is a page long and says nothing that its format does not.
  if (schema.format === "date-time") delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Answers may get more fields.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  // Readonly in our types, which is another thing than OpenAPI's “sent by the server only”.
  delete schema.readOnly;
}

/** The only recursive schema of ours is “any JSON value”, which JSON Schema says more shortly. */
function withAnyJson<T>(written: T): T {
  return JSON.parse(JSON.stringify(written), (_, value) =>
    typeof value?.$ref === "string" && value.$ref.startsWith("#/$defs/") ? {} : value,
  );
}
