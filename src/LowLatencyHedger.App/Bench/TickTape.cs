using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>One ticker of an option as the venue spells it, to be sent again and again: its time is written anew, and its forward moved.</summary>
internal sealed partial class TickTape
{
    private const int TimeDigits = 13;

    private readonly byte[][] _texts;
    private readonly int[] _timeAt;

    /// <param name="ticker">A notification with one ticker.</param>
    /// <param name="shift">By which the forward moves to and fro, as a part of it; 0 for not at all.</param>
    public TickTape(byte[] ticker, double shift)
    {
        var text = Encoding.UTF8.GetString(ticker);
        _texts = [.. new[] { 1 + shift, 1 - shift }.Select(factor => Encoding.UTF8.GetBytes(Moved(text, factor)))];
        _timeAt = [.. _texts.Select(bytes => bytes.AsSpan().IndexOf("\"timestamp\":"u8) + "\"timestamp\":".Length)];
    }

    /// <summary>The message as of a time; the same bytes are used again for the next.</summary>
    public ReadOnlySpan<byte> At(long utcNanos, bool isDown)
    {
        var place = isDown ? 1 : 0;
        var millis = utcNanos / Nanos.PerMilli;
        var digits = _texts[place].AsSpan(_timeAt[place], TimeDigits);
        for (var i = TimeDigits - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (millis % 10));
            millis /= 10;
        }

        return _texts[place];
    }

    private static string Moved(string text, double factor) => Forward().Replace(text, match =>
    {
        var forward = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * factor;
        return "\"underlying_price\":" + forward.ToString("0.00", CultureInfo.InvariantCulture);
    });

    [GeneratedRegex("\"underlying_price\":([0-9.eE+-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Forward();
}
