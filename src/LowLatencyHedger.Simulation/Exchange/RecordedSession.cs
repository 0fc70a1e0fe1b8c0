using System.Globalization;
using System.Text.Json;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// A recorded session of the venue: ticker and book messages of options in the order of their exchange times. The file has lines
/// of <c>epoch_seconds: JSON</c>; lines that begin otherwise, and other messages, are passed over.
/// </summary>
internal sealed class RecordedSession
{
    private RecordedSession(List<RecordedMessage> messages, long startMs)
    {
        Messages = messages;
        StartMs = startMs;
    }

    /// <summary>In the order of their exchange times.</summary>
    public IReadOnlyList<RecordedMessage> Messages { get; }

    /// <summary>Unix milliseconds at which the recording had received its first state of every instrument's ticker and book.</summary>
    public long StartMs { get; }

    public long EndMs => Messages[^1].TimestampMs;

    public IEnumerable<string> InstrumentNames => Messages.Select(static message => message.InstrumentName).Distinct();

    /// <summary>Reads a file; fails on one without option messages.</summary>
    public static RecordedSession Load(string path)
    {
        var messages = new List<RecordedMessage>();
        foreach (var line in File.ReadLines(path))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0
                && double.TryParse(line.AsSpan(0, colon), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && Read(line.AsMemory(colon + 2)) is { } message)
            {
                messages.Add(message);
            }
        }

        if (messages.Count == 0)
        {
            throw new InvalidDataException($"{path} holds no ticker.* or book.*.raw messages");
        }

        var firsts = messages.DistinctBy(static message => (message.InstrumentName, message.Ticker is null));
        var startMs = firsts.Max(static message => message.TimestampMs);
        return new RecordedSession([.. messages.OrderBy(static message => message.TimestampMs)], startMs);
    }

    private static RecordedMessage? Read(ReadOnlyMemory<char> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("params", out var parameters)
                || !parameters.TryGetProperty("channel", out var channel)
                || !parameters.TryGetProperty("data", out var data))
            {
                return null;
            }

            var kind = channel.GetString()!.Split('.')[0];
            var name = data.ValueKind == JsonValueKind.Object ? data.GetProperty("instrument_name").GetString()! : "";
            return kind switch
            {
                "ticker" => new RecordedMessage(name, data.GetProperty("timestamp").GetInt64(), data.Clone(), null),
                "book" => new RecordedMessage(name, data.GetProperty("timestamp").GetInt64(), null, ReadBook(data)),
                _ => null,
            };
        }
        catch (JsonException)
        {
            // A truncated line at the end of a recording.
            return null;
        }
    }

    private static RecordedBook ReadBook(JsonElement data) => new(
        data.GetProperty("type").GetString() == "snapshot",
        [.. ReadLevels(data, "bids", Side.Buy), .. ReadLevels(data, "asks", Side.Sell)]);

    private static IEnumerable<RecordedLevel> ReadLevels(JsonElement data, string name, Side side)
    {
        foreach (var level in data.GetProperty(name).EnumerateArray())
        {
            var amount = level[0].GetString() == "delete" ? 0 : level[2].GetDouble();
            yield return new RecordedLevel(side, Price.FromDouble(level[1].GetDouble()), Quantity.FromDouble(amount));
        }
    }
}

/// <summary>One message: either a ticker's data or a book's.</summary>
internal sealed record RecordedMessage(string InstrumentName, long TimestampMs, JsonElement? Ticker, RecordedBook? Book);

/// <summary>A snapshot or a change of a book.</summary>
internal sealed record RecordedBook(bool IsSnapshot, IReadOnlyList<RecordedLevel> Levels);

/// <summary>The new total at a price; zero removes the level.</summary>
internal readonly record struct RecordedLevel(Side Side, Price Price, Quantity Amount);
