using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// Writes HdrHistogram's interval log, version 1.3: comments, then a line for each histogram of an interval with its tag, start, length and
/// maximum, and the histogram itself. Existing tools read it.
/// </summary>
/// <remarks>One cold thread. Everything is allocated at construction; a line is one write to the system.</remarks>
public sealed class HistogramLogWriter : IDisposable
{
    private const int CompressedCookie = 0x1c849304 | 0x10;
    private const int CompressedHeaderBytes = 8;
    private const int PrefixBytesMax = 256;

    private readonly byte[] _plain = new byte[HistogramEncoding.BytesMax];
    private readonly byte[] _packed = new byte[CompressedHeaderBytes + StoredZlib.BytesFor(HistogramEncoding.BytesMax)];
    private readonly byte[] _line;
    private readonly FileStream _file;
    private int _length;

    /// <param name="path">A new file.</param>
    /// <param name="startUtcNanos">Of the log.</param>
    /// <param name="notes">Written as comments <c>#[name: text]</c> of one line each.</param>
    /// <exception cref="IOException">The file cannot be made, or is there.</exception>
    public HistogramLogWriter(string path, long startUtcNanos, params ReadOnlySpan<(string Name, string Text)> notes)
    {
        _line = new byte[PrefixBytesMax + Base64.GetMaxEncodedToUtf8Length(_packed.Length)];
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var head = new StringBuilder("#[Histogram log format version 1.3]\n");
        var seconds = startUtcNanos / (double)Nanos.PerSecond;
        var start = DateTime.UnixEpoch.AddTicks(startUtcNanos / TimeSpan.NanosecondsPerTick);
        head.Append(CultureInfo.InvariantCulture, $"#[StartTime: {seconds:F3} (seconds since epoch), {start:yyyy-MM-ddTHH:mm:ss.fffZ}]\n");
        foreach (var (name, text) in notes)
        {
            head.Append(CultureInfo.InvariantCulture, $"#[{name}: {text}]\n");
        }

        head.Append("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
        _file.Write(Encoding.UTF8.GetBytes(head.ToString()));
    }

    /// <summary>What was recorded in an interval. Times are written in seconds since 1970, the maximum in milliseconds.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Write(string tag, LatencyHistogram interval, long startUtcNanos, long endUtcNanos)
    {
        _length = 0;
        Append("Tag="u8);
        Append(tag);
        Append(","u8);
        AppendThousandths(startUtcNanos / Nanos.PerMilli);
        Append(","u8);
        AppendThousandths(Math.Max(0, endUtcNanos - startUtcNanos) / Nanos.PerMilli);
        Append(","u8);
        AppendThousandths(interval.MaxNanos / Nanos.PerMicro);
        Append(","u8);

        var plain = HistogramEncoding.Encode(interval, _plain);
        var packed = StoredZlib.Write(_plain.AsSpan(0, plain), _packed.AsSpan(CompressedHeaderBytes));
        BinaryPrimitives.WriteInt32BigEndian(_packed, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(_packed.AsSpan(4), packed);
        Base64.EncodeToUtf8(_packed.AsSpan(0, CompressedHeaderBytes + packed), _line.AsSpan(_length), out _, out var encoded);
        _length += encoded;
        Flush();
    }

    /// <summary>A comment <c>#[name: seconds value]</c>: something that happened, which tools that do not know it pass over.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void WriteMark(string name, long utcNanos, long value)
    {
        _length = 0;
        Append("#["u8);
        Append(name);
        Append(": "u8);
        AppendThousandths(utcNanos / Nanos.PerMilli);
        Append(" "u8);
        Append(value);
        Append("]"u8);
        Flush();
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        Append("\n"u8);
        _file.Write(_line.AsSpan(0, _length));
    }

    private void AppendThousandths(long thousandths)
    {
        Append(thousandths / 1000);
        Append("."u8);
        (thousandths % 1000).TryFormat(_line.AsSpan(_length), out var written, "D3", CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Append(long number)
    {
        number.TryFormat(_line.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Append(string text) => _length += Encoding.UTF8.GetBytes(text, _line.AsSpan(_length));

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_line.AsSpan(_length));
        _length += text.Length;
    }
}
