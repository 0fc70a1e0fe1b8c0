using System.Globalization;

namespace LowLatencyHedger.App.Configuration;

/// <summary>A value in effect and where it came from.</summary>
/// <param name="Origin">"default", or the file and line, or the environment variable.</param>
internal sealed record ConfigValue(ConfigKey Key, string Path, string Text, IReadOnlyList<string> Items, string Origin);

/// <summary>All values in effect after defaults, file and environment, every one checked against its key.</summary>
internal sealed class ConfigValues
{
    private readonly SortedDictionary<string, ConfigValue> _values = new(StringComparer.Ordinal);

    public IEnumerable<ConfigValue> All => _values.Values;

    /// <summary>How many elements the list of sections has.</summary>
    public int UnderlyingCount { get; set; }

    public void Set(ConfigValue value) => _values[value.Path] = value;

    /// <summary>A copy with other values for some keys.</summary>
    public ConfigValues With(IEnumerable<ConfigValue> changed)
    {
        var copy = Only(_ => true);
        foreach (var value in changed)
        {
            copy.Set(value);
        }

        return copy;
    }

    /// <summary>A copy of a part.</summary>
    public ConfigValues Only(Predicate<ConfigKey> isWanted)
    {
        var part = new ConfigValues { UnderlyingCount = UnderlyingCount };
        foreach (var value in All.Where(value => isWanted(value.Key)))
        {
            part.Set(value);
        }

        return part;
    }

    public ConfigValue? Find(string path) => _values.GetValueOrDefault(path);

    public string Text(string path) => Find(path)?.Text ?? "";

    public IReadOnlyList<string> Items(string path) => Find(path)?.Items ?? [];

    public double Number(string path) => double.Parse(Text(path), CultureInfo.InvariantCulture);

    /// <summary>NaN when the key has neither a value nor a default.</summary>
    public double NumberOrNaN(string path) => Find(path) is null ? double.NaN : Number(path);

    public int Integer(string path) => (int)Number(path);

    public bool Boolean(string path) => Text(path) == "true";

    public T Choice<T>(string path)
        where T : struct, Enum => Enum.Parse<T>(Text(path), ignoreCase: true);
}
