using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Logging;

/// <summary>
/// The one way by which the engine tells of events: a line of text for people, and the same as a JSON object on a line of a file for programs.
/// Any cold thread, and a hot one whose agent has failed. Nothing secret is ever handed to it.
/// </summary>
internal sealed class RunLog(TextWriter people, LogFile? file = null) : IDisposable
{
    private const string UtcFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private bool _isFileLost;

    /// <summary>An event.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="source">The part that tells, in one word.</param>
    /// <param name="text">For people; without the reason.</param>
    public void Write(LogLevel level, string source, string text) => Write(level, source, text, ReasonCode.None, default);

    /// <summary>An event with a reason.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="source">The part that tells, in one word.</param>
    /// <param name="text">For people, in front of the reason; may be empty.</param>
    /// <param name="reason">By its name in both.</param>
    /// <param name="about">What it is about.</param>
    public void Write(LogLevel level, string source, string text, ReasonCode reason, in LogSubject about)
    {
        var utc = DateTime.UtcNow;
        lock (_lock)
        {
            people.WriteLine(Line(utc, level, text, reason, in about));
            if (file is not null)
            {
                WriteJson(utc, level, source, text, reason, in about);
                Append(file, utc);
            }
        }
    }

    public void Dispose() => file?.Dispose();

    private static string Line(DateTime utc, LogLevel level, string text, ReasonCode reason, in LogSubject about)
    {
        var name = reason == ReasonCode.None ? "" : OutputText.Screaming(reason);
        var join = text.Length > 0 && name.Length > 0 ? " " : "";
        var head = $"{utc.ToString(UtcFormat, CultureInfo.InvariantCulture)} {level.ToString().ToUpperInvariant()} ";
        return $"{head}{text}{join}{name}{about.ToText()}";
    }

    private void WriteJson(DateTime utc, LogLevel level, string source, string text, ReasonCode reason, in LogSubject about)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, s_json))
        {
            json.WriteStartObject();
            json.WriteString("utc", utc.ToString(UtcFormat, CultureInfo.InvariantCulture));
            json.WriteString("level", level.ToString().ToLowerInvariant());
            json.WriteString("source", source);
            if (reason != ReasonCode.None)
            {
                json.WriteString("reason", OutputText.Screaming(reason));
            }

            about.WriteTo(json);
            if (text.Length > 0)
            {
                json.WriteString("text", text);
            }

            json.WriteEndObject();
        }

        _line.Write("\n"u8);
    }

    /// <summary>A file that cannot be written is told of once, and tried again with the next event.</summary>
    private void Append(LogFile to, DateTime utc)
    {
        try
        {
            to.Append(_line.WrittenSpan);
            _isFileLost = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isFileLost)
            {
                _isFileLost = true;
                people.WriteLine(Line(utc, LogLevel.Warning, $"the log cannot be written: {e.Message}", ReasonCode.None, default));
            }
        }
    }
}
