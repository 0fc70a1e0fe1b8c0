using System.Globalization;
using System.Text;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>
/// What the fault simulation reads from, and changes in, the JSON texts on the wire. Plain searching: it knows who wrote them.
/// </summary>
internal static class Wire
{
    public static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;

    /// <summary>A request for a new order.</summary>
    public static bool IsPlace(ReadOnlySpan<byte> text) => Has(text, "\"private/buy\""u8) || Has(text, "\"private/sell\""u8);

    /// <summary>A request that needs a login.</summary>
    public static bool IsPrivate(ReadOnlySpan<byte> text) => Has(text, "\"method\":\"private/"u8);

    /// <summary>A notification about own orders and trades.</summary>
    public static bool IsAccountChange(ReadOnlySpan<byte> text) => Has(text, "\"user.changes."u8);

    public static bool IsBookChange(ReadOnlySpan<byte> text) => Has(text, "\"book."u8) && Has(text, "\"prev_change_id\""u8);

    /// <summary>The id of a request or reply; 0 when there is none.</summary>
    public static long Id(ReadOnlySpan<byte> text) =>
        long.TryParse(Value(text, "\"id\":"u8), CultureInfo.InvariantCulture, out var id) ? id : 0;

    public static double Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key) =>
        double.TryParse(Value(text, key), CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>The label of an order of ours in a request; none when it has no such label.</summary>
    public static OrderRef Label(ReadOnlySpan<byte> text)
    {
        const int QuotesAndKey = 9;
        var at = text.IndexOf("\"label\":\"hx1-"u8);
        return at >= 0 && OrderLabel.TryParse(text.Slice(at + QuotesAndKey, OrderLabel.Length), out var label) ? label : OrderRef.None;
    }

    /// <summary>The text with the number behind every occurrence of a key changed.</summary>
    public static byte[] Change(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, Func<double, string> change)
    {
        var result = new List<byte>(text.Length + 16);
        for (var at = text.IndexOf(key); at >= 0; at = text.IndexOf(key))
        {
            result.AddRange(text[..(at + key.Length)]);
            var value = Value(text[at..], key);
            text = text[(at + key.Length + value.Length)..];
            var changed = double.TryParse(value, CultureInfo.InvariantCulture, out var number)
                ? Encoding.UTF8.GetBytes(change(number))
                : value.ToArray();
            result.AddRange(changed);
        }

        result.AddRange(text);
        return [.. result];
    }

    /// <summary>A reply of the venue that refuses a request.</summary>
    public static byte[] Error(long id, int code, string message, long venueUtcNanos)
    {
        var error = $$"""{"jsonrpc":"2.0","id":{{id}},"error":{"code":{{code}},"message":"{{message}}"},""";
        var micros = venueUtcNanos / 1000;
        return Encoding.UTF8.GetBytes(error + $$""""usIn":{{micros}},"usOut":{{micros}},"usDiff":0,"testnet":true}"""");
    }

    /// <summary>Where the result of a reply begins and ends. False when it has none, or another fault has cut it off.</summary>
    public static bool TryResult(ReadOnlySpan<byte> reply, out Range result)
    {
        var key = "\"result\":"u8;
        var (at, end) = (reply.IndexOf(key), reply.LastIndexOf(",\"usIn\":"u8));
        var isWhole = at >= 0 && at + key.Length < end;
        result = isWhole ? (at + key.Length)..end : default;
        return isWhole;
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        var at = text.IndexOf(key);
        if (at < 0)
        {
            return default;
        }

        var rest = text[(at + key.Length)..];
        var length = rest.IndexOfAny(",}]"u8);
        return length < 0 ? rest : rest[..length];
    }
}
