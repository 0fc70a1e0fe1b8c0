using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Configuration;

/// <summary>Prints the configuration: values in effect, JSON schema, reference page.</summary>
internal static class ConfigText
{
    private const string Hidden = "(hidden)";

    /// <summary>One line a value: key, value, where it came from.</summary>
    public static string Show(ConfigValues values)
    {
        var text = new StringBuilder();
        var width = values.All.Select(value => value.Path.Length).DefaultIfEmpty(0).Max();
        foreach (var value in values.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value.Path.PadRight(width)}  {Shown(value),-28}  {value.Origin}").AppendLine();
        }

        return text.ToString();
    }

    public static string ShowJson(ConfigValues values)
    {
        var root = new JsonObject();
        foreach (var value in values.All)
        {
            root[value.Path] = new JsonObject { ["value"] = Node(value), ["origin"] = value.Origin };
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Keys whose value differs, one line each.</summary>
    public static string Diff(ConfigValues left, ConfigValues right)
    {
        var text = new StringBuilder();
        foreach (var path in left.All.Concat(right.All).Select(value => value.Path).Distinct().Order(StringComparer.Ordinal))
        {
            var (before, after) = (left.Find(path), right.Find(path));
            if (before?.Text != after?.Text)
            {
                text.Append(CultureInfo.InvariantCulture, $"{path}: {Shown(before)} -> {Shown(after)}").AppendLine();
            }
        }

        return text.ToString();
    }

    /// <summary>A JSON schema (draft 2020-12) of the file.</summary>
    public static string Schema()
    {
        var root = ObjectSchema();
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        foreach (var key in ConfigSchema.Keys)
        {
            var section = root;
            var parts = key.Path.Split('.');
            foreach (var part in parts[..^1])
            {
                section = Section((JsonObject)section["properties"]!, part);
            }

            ((JsonObject)section["properties"]!)[parts[^1]] = ValueSchema(key);
            if (key.Required)
            {
                var required = section["required"] as JsonArray ?? [];
                required.Add((JsonNode)JsonValue.Create(parts[^1]));
                section["required"] = required;
            }
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>The reference page: one table row a key.</summary>
    public static string Reference()
    {
        var text = new StringBuilder();
        text.AppendLine("# Configuration reference");
        text.AppendLine();
        text.AppendLine("Made by `hedger config schema --reference`; a test compares it with the program. JSON with comments. Every key can be set");
        text.AppendLine("from the environment: `underlyings[0].policy.name` is `HEDGER__UNDERLYINGS__0__POLICY__NAME`.");
        text.AppendLine();
        text.AppendLine("| key | value | default | meaning |");
        text.AppendLine("|---|---|---|---|");
        foreach (var key in ConfigSchema.Keys)
        {
            var initial = key.Required ? "must be set" : key.Default is null ? "" : key.Default.Length == 0 ? "empty" : $"`{key.Default}`";
            text.Append(CultureInfo.InvariantCulture, $"| `{key.Path}` | {key.Expected} | {initial} | {key.Doc} |").AppendLine();
        }

        return text.ToString();
    }

    private static string Shown(ConfigValue? value) =>
        value is null ? "(unset)" : IsHidden(value) ? Hidden : value.Key.Kind == ConfigKind.TextList ? $"[{string.Join(", ", value.Items)}]" : value.Text;

    /// <summary>A choice has been checked to be one.</summary>
    private static bool IsHidden(ConfigValue value) => value.Key is { IsHidden: true, Kind: ConfigKind.Text };

    private static JsonNode? Node(ConfigValue value) => value.Key.Kind switch
    {
        _ when IsHidden(value) => JsonValue.Create(Hidden),
        ConfigKind.TextList => new JsonArray([.. value.Items.Select(item => (JsonNode)JsonValue.Create(item))]),
        ConfigKind.Boolean => JsonValue.Create(value.Text == "true"),
        ConfigKind.Integer or ConfigKind.Number => JsonValue.Create(double.Parse(value.Text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(value.Text),
    };

    private static JsonObject Section(JsonObject properties, string part)
    {
        var isList = part.EndsWith("[]", StringComparison.Ordinal);
        var name = isList ? part[..^2] : part;
        if (properties[name] is not JsonObject existing)
        {
            existing = isList ? new JsonObject { ["type"] = "array", ["items"] = ObjectSchema() } : ObjectSchema();
            properties[name] = existing;
        }

        return isList ? (JsonObject)existing["items"]! : existing;
    }

    private static JsonObject ObjectSchema() => new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject() };

    private static JsonObject ValueSchema(ConfigKey key)
    {
        var schema = new JsonObject { ["description"] = key.Doc };
        switch (key.Kind)
        {
            case ConfigKind.TextList:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["type"] = "string" };
                break;
            case ConfigKind.Boolean:
                schema["type"] = "boolean";
                break;
            case ConfigKind.Integer or ConfigKind.Number:
                schema["type"] = key.Kind == ConfigKind.Integer ? "integer" : "number";
                AddBounds(schema, key);
                break;
            default:
                schema["type"] = "string";
                if (key.Choices.Count > 0)
                {
                    schema["enum"] = new JsonArray([.. key.Choices.Select(choice => (JsonNode)JsonValue.Create(choice))]);
                }

                break;
        }

        return schema;
    }

    private static void AddBounds(JsonObject schema, ConfigKey key)
    {
        if (!double.IsNegativeInfinity(key.Min))
        {
            schema["minimum"] = key.Min;
        }

        if (!double.IsPositiveInfinity(key.Max))
        {
            schema["maximum"] = key.Max;
        }
    }
}
