using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// Reads HdrHistogram's interval logs, those of <see cref="HistogramLogWriter"/> and of others in V2 encoding. Cold, one thread. Lines that are
/// not what they should be, as the last one of a run that lost its power, are passed over and counted.
/// </summary>
public sealed class HistogramLogReader(TextReader lines)
{
    private const string BaseTime = "BaseTime";
    private const string TagPrefix = "Tag=";
    private const int CompressedCookie = 0x1c849304 | 0x10;

    private readonly List<(string Name, string Text)> _notes = [];
    private readonly byte[] _plain = new byte[HistogramEncoding.BytesMax];
    private double _baseSeconds;

    /// <summary>Comments <c>#[name: text]</c> so far.</summary>
    public IReadOnlyList<(string Name, string Text)> Notes => _notes;

    /// <summary>Lines passed over.</summary>
    public int BadLines { get; private set; }

    /// <summary>False at the end.</summary>
    public bool TryRead([NotNullWhen(true)] out HistogramInterval? interval)
    {
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                Note(line);
            }
            else if (line.Length > 0 && !line.StartsWith('"'))
            {
                interval = Parse(line);
                if (interval is not null)
                {
                    return true;
                }

                BadLines++;
            }
        }

        interval = null;
        return false;
    }

    private void Note(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (line.StartsWith("#[", StringComparison.Ordinal) && line.EndsWith(']') && colon > 2)
        {
            _notes.Add((line[2..colon], line[(colon + 2)..^1]));
            if (_notes[^1] is (BaseTime, var text) && TryParse(text.Split(' ')[0], out var seconds))
            {
                _baseSeconds = seconds;
            }
        }
    }

    private HistogramInterval? Parse(string line)
    {
        var fields = line.Split(',');
        var tag = fields[0].StartsWith(TagPrefix, StringComparison.Ordinal) ? fields[0][TagPrefix.Length..] : null;
        var first = tag is null ? 0 : 1;
        var buckets = new List<BucketCount>();
        return fields.Length == first + 4 && TryParse(fields[first], out var start) && TryParse(fields[first + 1], out var length)
            && TryDecode(fields[first + 3], buckets)
            ? new HistogramInterval(tag ?? "", _baseSeconds + start, length, buckets)
            : null;
    }

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private bool TryDecode(string base64, List<BucketCount> buckets)
    {
        var packed = new byte[(base64.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64String(base64, packed, out var length) || length < 8
            || BinaryPrimitives.ReadInt32BigEndian(packed) != CompressedCookie)
        {
            return false;
        }

        try
        {
            using var inflated = new ZLibStream(new MemoryStream(packed, 8, length - 8), CompressionMode.Decompress);
            return HistogramEncoding.TryDecode(_plain.AsSpan(0, inflated.ReadAtLeast(_plain, _plain.Length, throwOnEndOfStream: false)), buckets);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
