using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Journaling;

/// <summary>Records as lines. The time of a record is that of the last clock event before it.</summary>
internal sealed class RecordLines(bool asJson, string[] kinds)
{
    private readonly Dictionary<int, string> _names = [];
    private DateTime _nowUtc = DateTime.MinValue;

    public DateTime FromUtc { get; init; } = DateTime.MinValue;

    public DateTime ToUtc { get; init; } = DateTime.MaxValue;

    /// <summary>Everything up to the reader's end.</summary>
    public void Write(JournalReader reader, TextWriter output)
    {
        while (_nowUtc <= ToUtc && reader.TryRead(out var record))
        {
            if (Line(in record) is { } line)
            {
                output.WriteLine(line);
            }
        }

        output.Flush();
    }

    /// <summary>The last so many before the reader's end.</summary>
    public void WriteLast(int count, JournalReader reader, TextWriter output)
    {
        var last = new Queue<string>();
        while (reader.TryRead(out var record))
        {
            if (Line(in record) is { } line)
            {
                last.Enqueue(line);
                if (last.Count > count)
                {
                    last.Dequeue();
                }
            }
        }

        foreach (var line in last)
        {
            output.WriteLine(line);
        }

        output.Flush();
    }

    private string? Line(in JournalRecord record)
    {
        switch (record.Type)
        {
            case RecordType.Input:
                record.CopyTo(out InputEvent input);
                Learn(in input);
                return IsWanted(input.Kind.ToString()) ? InputLine(record.Number, in input) : null;
            case RecordType.Output:
                record.CopyTo(out OutputEvent output);
                return IsWanted(output.Kind.ToString()) ? OutputLine(record.Number, in output) : null;
            default:
                var text = record.Text;
                return IsWanted(record.Type.ToString()) ? asJson ? TextJson(record.Type, text) : $"{record.Type} {text}" : null;
        }
    }

    private void Learn(in InputEvent input)
    {
        if (input.Kind == InputKind.Clock)
        {
            _nowUtc = DateTime.UnixEpoch.AddTicks(input.Clock.UtcNanos / TimeSpan.NanosecondsPerTick);
        }
        else if (input.Kind == InputKind.InstrumentDefined)
        {
            _names[input.Instrument.Index] = input.InstrumentDefined.Name.ToString();
        }
    }

    private bool IsWanted(string kind) =>
        _nowUtc >= FromUtc && _nowUtc <= ToUtc && (kinds.Length == 0 || kinds.Contains(kind, StringComparer.OrdinalIgnoreCase));

    private string? NameOf(int instrument) => instrument < 0
        ? null
        : _names.GetValueOrDefault(instrument, "#" + instrument.ToString(CultureInfo.InvariantCulture));

    private string Time => _nowUtc == DateTime.MinValue ? "--:--:--.------" : _nowUtc.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private string InputLine(long number, in InputEvent input)
    {
        var name = NameOf(input.Instrument.Index);
        var body = EventFields.Body(in input);
        if (!asJson)
        {
            var fields = Json(json => EventFields.Write(json, body));
            return string.Create(CultureInfo.InvariantCulture, $"{Time} in  {number} {input.Kind} {name}{(name is null ? "" : " ")}{fields}");
        }

        var (kind, flags, receivedNanos, exchangeNanos) = (input.Kind, input.Flags, input.ReceivedNanos, input.ExchangeTimeUtcNanos);
        return Json(json =>
        {
            WriteHead(json, "input", number, kind.ToString(), name);
            json.WriteString("flags", flags.ToString());
            json.WriteNumber("receivedNanos", receivedNanos);
            json.WriteNumber("exchangeTimeUtcNanos", exchangeNanos);
            json.WritePropertyName("body");
            EventFields.Write(json, body);
        }, isObject: true);
    }

    private string OutputLine(long number, in OutputEvent output)
    {
        var name = NameOf(output.Instrument.Index);
        if (!asJson)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Time} out {number} {name}{(name is null ? "" : " ")}{OutputText.Describe(output)}");
        }

        var copy = output;
        return Json(json =>
        {
            WriteHead(json, "output", number, copy.Kind.ToString(), name);
            json.WritePropertyName("body");
            EventFields.Write(json, copy);
        }, isObject: true);
    }

    private string TextJson(RecordType type, string text) => Json(json =>
    {
        WriteHead(json, "text", null, type.ToString(), null);
        json.WritePropertyName("body");
        json.WriteRawValue(text);
    }, isObject: true);

    private void WriteHead(Utf8JsonWriter json, string record, long? number, string kind, string? instrument)
    {
        json.WriteString("record", record);
        if (number is { } given)
        {
            json.WriteNumber("number", given);
        }

        json.WriteString("kind", kind);
        if (_nowUtc != DateTime.MinValue)
        {
            json.WriteString("utc", _nowUtc.ToString("O", CultureInfo.InvariantCulture));
        }

        if (instrument is not null)
        {
            json.WriteString("instrument", instrument);
        }
    }

    private static string Json(Action<Utf8JsonWriter> write, bool isObject = false)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (isObject)
            {
                json.WriteStartObject();
            }

            write(json);
            if (isObject)
            {
                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
