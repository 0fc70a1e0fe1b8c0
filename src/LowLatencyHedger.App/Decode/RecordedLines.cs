using System.Buffers.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Decode;

/// <summary>
/// The lines of a recording that hold a message: a bare JSON object, or one behind <c>epoch_seconds: </c>. Others are passed over and
/// counted. The bytes are handed out as they are, for the decoder to judge.
/// </summary>
internal sealed class RecordedLines(Stream input)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _messageStart;
    private int _messageEnd;

    /// <summary>Of the line that <see cref="Message"/> is in, counted from 1.</summary>
    public int Number { get; private set; }

    public int PassedOver { get; private set; }

    /// <summary>Valid until the next line is read.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(_messageStart, _messageEnd - _messageStart);

    /// <summary>What the recorder says; 0 when it says nothing.</summary>
    public long ReceivedNanos { get; private set; }

    /// <summary>Moves to the next line with a message; false at the end of the input.</summary>
    public bool TryReadNext()
    {
        while (TryReadLine(out var start, out var end))
        {
            Number++;
            if (TryFindMessage(start, end))
            {
                return true;
            }

            PassedOver++;
        }

        return false;
    }

    private bool TryFindMessage(int start, int end)
    {
        var line = _buffer.AsSpan(start, end - start);
        var indent = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        ReceivedNanos = 0;
        _messageStart = start + Math.Max(indent, 0);
        _messageEnd = end;
        if (indent < 0 || line[indent] == '{')
        {
            return indent >= 0;
        }

        if (!Utf8Parser.TryParse(line, out decimal epochSeconds, out var length) || epochSeconds is < 0 or > 9_000_000_000
            || !line[length..].StartsWith(": "u8))
        {
            return false;
        }

        ReceivedNanos = (long)(epochSeconds * Nanos.PerSecond);
        _messageStart = start + length + 2;
        return true;
    }

    /// <summary>Without its end-of-line characters, and the first without a byte order mark.</summary>
    private bool TryReadLine(out int start, out int end)
    {
        var searched = 0;
        int length;
        while ((length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n')) < 0)
        {
            searched = _end - _start;
            if (!Fill())
            {
                start = _start;
                end = _start = _end;
                return searched > 0;
            }
        }

        start = _start;
        end = _start + searched + length;
        _start = end + 1;
        end -= end > start && _buffer[end - 1] == '\r' ? 1 : 0;
        start += Number == 0 && _buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8) ? 3 : 0;
        return true;
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = input.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
