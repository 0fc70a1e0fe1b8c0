using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace LowLatencyHedger.App.Configuration;

/// <summary>Reads a configuration file and the environment into checked values; reports every mistake at once.</summary>
internal static class ConfigLoader
{
    public const string EnvironmentPrefix = "HEDGER__";

    private const int UnderlyingsMax = 64;

    /// <summary>Problems are complete: a caller that finds the list empty may use the values.</summary>
    public static (ConfigValues Values, List<ConfigProblem> Problems) Load(string file, IDictionary environment)
    {
        var problems = new List<ConfigProblem>();
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigProblem(file, 0, "(file)", null, "a readable file: " + e.Message));
            return (new ConfigValues(), problems);
        }

        return Load(file, bytes, environment, problems);
    }

    /// <summary>The same for text that is already at hand.</summary>
    public static (ConfigValues Values, List<ConfigProblem> Problems) Load(
        string file, ReadOnlySpan<byte> utf8, IDictionary environment, List<ConfigProblem>? found = null)
    {
        var problems = found ?? [];
        var entries = ConfigDocument.Parse(file, utf8, problems).Concat(FromEnvironment(environment, problems)).ToList();
        problems.AddRange(entries.Where(IsBeyondTheList).Select(entry => new ConfigProblem(
            entry.Source, entry.Line, entry.Path, null, $"at most {UnderlyingsMax} underlyings")));
        entries.RemoveAll(IsBeyondTheList);
        var values = new ConfigValues
        {
            UnderlyingCount = entries.Select(e => ConfigPath.FirstIndex(e.Path) + 1).DefaultIfEmpty(0).Max(),
        };
        SetDefaults(values);
        foreach (var entry in entries)
        {
            Apply(entry, values, problems);
        }

        CheckRequired(file, values, problems);

        return (values, problems);
    }

    /// <summary>A copy of values with single ones set, each as <c>KEY=VALUE</c>.</summary>
    public static (ConfigValues Values, List<ConfigProblem> Problems) With(ConfigValues values, IEnumerable<string> assignments, string source)
    {
        var problems = new List<ConfigProblem>();
        var changed = values.With([]);
        foreach (var assignment in assignments)
        {
            var split = assignment.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
            {
                problems.Add(new ConfigProblem(source, 0, assignment, null, "KEY=VALUE"));
                continue;
            }

            var (path, text) = (assignment[..split].Trim(), assignment[(split + 1)..].Trim());
            if (ConfigPath.FirstIndex(path) >= values.UnderlyingCount || path.Contains("[]", StringComparison.Ordinal))
            {
                problems.Add(new ConfigProblem(source, 0, path, null, $"an underlying from [0] to [{values.UnderlyingCount - 1}]"));
                continue;
            }

            Apply(new ConfigEntry(path, source, 0, JsonTokenType.None, text, null), changed, problems);
        }

        return (changed, problems);
    }

    private static IEnumerable<ConfigEntry> FromEnvironment(IDictionary environment, List<ConfigProblem> problems)
    {
        var entries = new List<ConfigEntry>();
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var typed = ConfigPath.FromEnvironment(name, EnvironmentPrefix);
            var schemaPath = ConfigPath.WithoutIndices(typed);
            var key = ConfigSchema.Keys.FirstOrDefault(k => k.Path.Equals(schemaPath, StringComparison.OrdinalIgnoreCase));
            if (key is null)
            {
                var nearest = NearestName.Of(schemaPath, ConfigSchema.Keys.Select(k => k.Path));
                problems.Add(new ConfigProblem($"environment {name}", 0, typed, null, "a known key", nearest));
                continue;
            }

            var text = (string?)variable.Value ?? "";
            var items = key.Kind == ConfigKind.TextList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;
            var path = ConfigPath.WithIndex(key.Path, Math.Max(0, ConfigPath.FirstIndex(typed)));
            entries.Add(new ConfigEntry(path, $"environment {name}", 0, JsonTokenType.None, text, items));
        }

        return entries;
    }

    private static void SetDefaults(ConfigValues values)
    {
        foreach (var key in ConfigSchema.Keys)
        {
            if (key.Default is not { } text)
            {
                continue;
            }

            var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var count = key.Path.Contains("[]", StringComparison.Ordinal) ? values.UnderlyingCount : 1;
            for (var i = 0; i < count; i++)
            {
                values.Set(new ConfigValue(key, ConfigPath.WithIndex(key.Path, i), text, items, "default"));
            }
        }
    }

    private static void Apply(ConfigEntry entry, ConfigValues values, List<ConfigProblem> problems)
    {
        if (!ConfigSchema.ByPath.TryGetValue(entry.SchemaPath, out var key))
        {
            problems.Add(Unknown(entry));
            return;
        }

        if (!IsValid(key, entry))
        {
            var shown = entry.Type == JsonTokenType.String ? $"\"{entry.Text}\"" : entry.Items is null ? entry.Text : $"[{entry.Text}]";
            var nearest = key.Kind == ConfigKind.Choice ? NearestName.Of(entry.Text, key.Choices) : null;
            problems.Add(new ConfigProblem(entry.Source, entry.Line, entry.Path, key.IsHidden ? null : shown, key.Expected, nearest));
            return;
        }

        var origin = entry.Line > 0 ? $"{entry.Source}:{entry.Line}" : entry.Source;
        values.Set(new ConfigValue(key, entry.Path, entry.Text, entry.Items ?? [], origin));
    }

    private static ConfigProblem Unknown(ConfigEntry entry)
    {
        var expected = ConfigSchema.SectionOf(entry.SchemaPath) switch
        {
            ConfigSection.One => "a section: keys and values in braces",
            ConfigSection.List => "a list of sections: [ { ... } ]",
            _ => "a known key",
        };
        var nearest = expected == "a known key" ? NearestName.Of(entry.SchemaPath, ConfigSchema.Keys.Select(k => k.Path)) : null;
        return new ConfigProblem(entry.Source, entry.Line, entry.Path, null, expected, nearest);
    }

    private static bool IsBeyondTheList(ConfigEntry entry) => ConfigPath.FirstIndex(entry.Path) >= UnderlyingsMax;

    private static bool IsValid(ConfigKey key, ConfigEntry entry)
    {
        var fromFile = entry.Type != JsonTokenType.None;
        switch (key.Kind)
        {
            case ConfigKind.TextList:
                return entry.Items is not null;
            case ConfigKind.Boolean:
                return entry.Text is "true" or "false" && (!fromFile || entry.Type is JsonTokenType.True or JsonTokenType.False);
            case ConfigKind.Text:
                return entry.Text.Length > 0 && (!fromFile || entry.Type == JsonTokenType.String);
            case ConfigKind.Choice:
                return key.Choices.Contains(entry.Text, StringComparer.Ordinal) && (!fromFile || entry.Type == JsonTokenType.String);
            default:
                return (!fromFile || entry.Type == JsonTokenType.Number)
                    && double.TryParse(entry.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)
                    && number >= key.Min
                    && number <= key.Max
                    && (key.Kind == ConfigKind.Number || number == Math.Floor(number));
        }
    }

    /// <summary>What is missing, unless another problem is about it already: a mistyped name, or a value that is no good.</summary>
    private static void CheckRequired(string file, ConfigValues values, List<ConfigProblem> problems)
    {
        if (problems.Exists(problem => problem.Key == ConfigDocument.WholeFile))
        {
            return;
        }

        if (values.UnderlyingCount == 0 && !problems.Exists(problem => problem.Key.StartsWith("underlying", StringComparison.Ordinal)))
        {
            problems.Add(new ConfigProblem(file, 0, "underlyings", null, "at least one underlying"));
        }

        foreach (var key in ConfigSchema.Keys.Where(k => k.Required))
        {
            var count = key.Path.Contains("[]", StringComparison.Ordinal) ? values.UnderlyingCount : 1;
            for (var i = 0; i < count; i++)
            {
                var path = ConfigPath.WithIndex(key.Path, i);
                if (values.Find(path) is null && !problems.Exists(problem => problem.Key == path || problem.Nearest == key.Path))
                {
                    problems.Add(new ConfigProblem(file, 0, path, "missing", key.Expected + $" ({key.Doc})"));
                }
            }
        }
    }
}
