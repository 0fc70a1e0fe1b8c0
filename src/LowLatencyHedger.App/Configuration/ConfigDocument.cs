using System.Text;
using System.Text.Json;

namespace LowLatencyHedger.App.Configuration;

/// <summary>One value as it stands in the file.</summary>
/// <param name="Path">With indices: <c>underlyings[0].index</c>.</param>
/// <param name="Items">The items when it is a list of scalars, else null.</param>
internal sealed record ConfigEntry(string Path, string Source, int Line, JsonTokenType Type, string Text, IReadOnlyList<string>? Items)
{
    /// <summary>The path with indices left out, as in <see cref="ConfigKey.Path"/>.</summary>
    public string SchemaPath => ConfigPath.WithoutIndices(Path);
}

/// <summary>JSON with comments and trailing commas, flattened to paths, with the line of each value.</summary>
internal static class ConfigDocument
{
    /// <summary>The key of a problem that is about the file and not about a value in it.</summary>
    public const string WholeFile = "(file)";

    public static IReadOnlyList<ConfigEntry> Parse(string file, ReadOnlySpan<byte> utf8, List<ConfigProblem> problems)
    {
        var entries = new List<ConfigEntry>();
        var lines = new LineCounter(utf8);
        var reader = new Utf8JsonReader(
            utf8,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                problems.Add(new ConfigProblem(file, 1, WholeFile, null, "a JSON object"));
                return entries;
            }

            ReadObject(ref reader, "", file, lines, entries, problems);
        }
        catch (JsonException e)
        {
            problems.Add(new ConfigProblem(file, (int)(e.LineNumber ?? 0) + 1, WholeFile, null, "valid JSON: " + FirstSentence(e.Message)));
        }

        return entries;
    }

    private static void ReadObject(
        ref Utf8JsonReader reader, string path, string file, LineCounter lines, List<ConfigEntry> entries, List<ConfigProblem> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var child = path.Length == 0 ? name : $"{path}.{name}";
            if (!seen.Add(name))
            {
                problems.Add(new ConfigProblem(file, lines.At(reader.TokenStartIndex), child, null, "each key once"));
            }

            reader.Read();
            ReadValue(ref reader, child, file, lines, entries, problems);
        }
    }

    private static void ReadValue(
        ref Utf8JsonReader reader, string path, string file, LineCounter lines, List<ConfigEntry> entries, List<ConfigProblem> problems)
    {
        var line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadSection(ref reader, path, line, file, lines, entries, problems);
                break;
            case JsonTokenType.StartArray:
                ReadArray(ref reader, path, line, file, lines, entries, problems);
                break;
            default:
                entries.Add(new ConfigEntry(path, file, line, reader.TokenType, Scalar(ref reader), null));
                break;
        }
    }

    private static void ReadSection(
        ref Utf8JsonReader reader,
        string path,
        int line,
        string file,
        LineCounter lines,
        List<ConfigEntry> entries,
        List<ConfigProblem> problems)
    {
        var entriesBefore = entries.Count;
        ReadObject(ref reader, path, file, lines, entries, problems);

        // Its keys would tell that it is none of ours; without any, it has to be said here.
        if (entries.Count == entriesBefore && ConfigSchema.SectionOf(ConfigPath.WithoutIndices(path)) != ConfigSection.One)
        {
            var nearest = NearestName.Of(ConfigPath.WithoutIndices(path), ConfigSchema.Sections.Keys);
            problems.Add(new ConfigProblem(file, line, path, null, "a known section", nearest));
        }
    }

    private static void ReadArray(
        ref Utf8JsonReader reader,
        string path,
        int line,
        string file,
        LineCounter lines,
        List<ConfigEntry> entries,
        List<ConfigProblem> problems)
    {
        var items = new List<string>();
        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadSection(ref reader, $"{path}[{index}]", lines.At(reader.TokenStartIndex), file, lines, entries, problems);
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                problems.Add(new ConfigProblem(file, lines.At(reader.TokenStartIndex), path, null, "no list inside a list"));
                reader.Skip();
            }
            else
            {
                items.Add(Scalar(ref reader));
            }

            index++;
        }

        if (items.Count > 0 || index == 0)
        {
            entries.Add(new ConfigEntry(path, file, line, JsonTokenType.StartArray, string.Join(", ", items), items));
        }
    }

    private static string Scalar(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? reader.GetString()!
        : Encoding.UTF8.GetString(reader.ValueSpan);

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    /// <summary>Line numbers of byte offsets.</summary>
    private sealed class LineCounter
    {
        private readonly List<int> _starts = [0];

        public LineCounter(ReadOnlySpan<byte> utf8)
        {
            for (var i = 0; i < utf8.Length; i++)
            {
                if (utf8[i] == (byte)'\n')
                {
                    _starts.Add(i + 1);
                }
            }
        }

        public int At(long offset)
        {
            var found = _starts.BinarySearch((int)offset);
            return found >= 0 ? found + 1 : ~found;
        }
    }
}
