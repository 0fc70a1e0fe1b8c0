using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// The requests that a hedge waits for, byte for byte as <see cref="OrderRequests"/> writes them: texts made beforehand, between which the
/// changing fields are written. Each returns the length of the request, or 0 if it does not fit.
/// </summary>
public static class OrderTemplates
{
    /// <summary>
    /// Longer than any of the requests. Into less room, and with names that need escapes, <see cref="OrderRequests"/> writes.
    /// </summary>
    private const int Room = 512;

    private static readonly Padded[] s_afterLabel = MakeAfterLabel();

    /// <summary>Makes the templates now: else the first order would, on its hot thread.</summary>
    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(OrderTemplates).TypeHandle);

    /// <summary><c>private/buy</c> or <c>private/sell</c>, see <see cref="OrderRequests.Place"/>.</summary>
    [HotPath]
    public static int Place(Span<byte> buffer, long id, ReadOnlySpan<byte> instrument, in NewOrder order)
    {
        OrderRequests.Require(in order);
        if (buffer.Length < Room || !order.Ref.HasValue)
        {
            return OrderRequests.Place(buffer, id, instrument, in order);
        }

        ref var to = ref MemoryMarshal.GetReference(buffer);
        var at = Begin(ref to, id);
        at = order.Side == Side.Buy
            ? Copy(",\"method\":\"private/buy\",\"params\":{\"instrument_name\":\""u8, ref to, at)
            : Copy(",\"method\":\"private/sell\",\"params\":{\"instrument_name\":\""u8, ref to, at);
        if (!TryCopyPlain(instrument, ref Unsafe.Add(ref to, at)))
        {
            return OrderRequests.Place(buffer, id, instrument, in order);
        }

        at = Copy("\",\"amount\":"u8, ref to, at + instrument.Length);
        at += DecimalDigits.WriteUnits(order.Amount.Raw, ref Unsafe.Add(ref to, at));
        at = Copy(",\"type\":\"limit\",\"price\":"u8, ref to, at);
        at += DecimalDigits.WriteUnits(order.Price.Raw, ref Unsafe.Add(ref to, at));
        at = Copy(",\"label\":\""u8, ref to, at);
        OrderLabel.Write(order.Ref, ref Unsafe.Add(ref to, at));
        ref readonly var rest = ref s_afterLabel[Variant(order.TimeInForce, order.PostOnly, order.ReduceOnly)];
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at + OrderLabel.Length), rest.Text);
        at += OrderLabel.Length + rest.Length;
        at += DecimalDigits.Write(Nanos.ToMillis(order.ValidUntilUtcNanos), ref Unsafe.Add(ref to, at));
        return Copy("}}"u8, ref to, at);
    }

    /// <summary><c>private/cancel</c>.</summary>
    [HotPath]
    public static int Cancel(Span<byte> buffer, long id, in InlineText32 exchangeOrderId)
    {
        if (buffer.Length < Room || !IsPlain(exchangeOrderId.AsSpan()))
        {
            return OrderRequests.Cancel(buffer, id, in exchangeOrderId);
        }

        ref var to = ref MemoryMarshal.GetReference(buffer);
        var at = Begin(ref to, id);
        at = Copy(",\"method\":\"private/cancel\",\"params\":{\"order_id\":\""u8, ref to, at);
        at = Copy(exchangeOrderId.AsSpan(), ref to, at);
        return Copy("\"}}"u8, ref to, at);
    }

    /// <summary><c>private/cancel_by_label</c>, see <see cref="OrderRequests.CancelByLabel"/>.</summary>
    [HotPath]
    public static int CancelByLabel(Span<byte> buffer, long id, OrderRef order, ReadOnlySpan<byte> currency)
    {
        if (buffer.Length < Room || !IsPlain(currency) || !order.HasValue)
        {
            return OrderRequests.CancelByLabel(buffer, id, order, currency);
        }

        ref var to = ref MemoryMarshal.GetReference(buffer);
        var at = Begin(ref to, id);
        at = Copy(",\"method\":\"private/cancel_by_label\",\"params\":{\"label\":\""u8, ref to, at);
        OrderLabel.Write(order, ref Unsafe.Add(ref to, at));
        at = Copy("\",\"currency\":\""u8, ref to, at + OrderLabel.Length);
        at = Copy(currency, ref to, at);
        return Copy("\"}}"u8, ref to, at);
    }

    [HotPath]
    private static int Begin(ref byte to, long id)
    {
        var at = Copy("{\"jsonrpc\":\"2.0\",\"id\":"u8, ref to, 0);
        return at + DecimalDigits.Write(id, ref Unsafe.Add(ref to, at));
    }

    /// <summary>There is room: no request is longer than <see cref="Room"/>.</summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Copy(ReadOnlySpan<byte> text, ref byte to, int at)
    {
        Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref to, at), ref MemoryMarshal.GetReference(text), (uint)text.Length);
        return at + text.Length;
    }

    /// <summary>Short, and nothing in it has to be escaped. Capitals, digits and the hyphen, most names, take one look.</summary>
    [HotPath]
    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        text.Length <= InlineText32.MaxLength
        && (text.IndexOfAnyExceptInRange((byte)'#', (byte)'[') < 0
            || (text.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 && text.IndexOfAny((byte)'"', (byte)'\\') < 0));

    /// <summary>
    /// Copies a name of up to 31 characters that need no escapes: capitals, digits and the hyphen, as most names are, without a loop. False
    /// for others. Writes 32 bytes.
    /// </summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopyPlain(ReadOnlySpan<byte> name, ref byte to)
    {
        ref var from = ref MemoryMarshal.GetReference(name);
        if (name.Length is >= 8 and <= 16)
        {
            // Both ends, which overlap.
            var head = Unsafe.ReadUnaligned<ulong>(ref from);
            var tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, name.Length - sizeof(ulong)));
            Unsafe.WriteUnaligned(ref to, head);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, name.Length - sizeof(ulong)), tail);
            if (AreLettersOfNames(Vector128.Create(head, tail).AsByte()))
            {
                return true;
            }
        }
        else if (name.Length is > 16 and <= InlineText32.MaxLength)
        {
            var head = Vector128.LoadUnsafe(ref from);
            var tail = Vector128.LoadUnsafe(ref from, (nuint)(name.Length - Vector128<byte>.Count));
            head.StoreUnsafe(ref to);
            tail.StoreUnsafe(ref to, (nuint)(name.Length - Vector128<byte>.Count));
            if (AreLettersOfNames(head) && AreLettersOfNames(tail))
            {
                return true;
            }
        }

        return TryCopyAny(name, ref to);
    }

    [HotPath]
    private static bool AreLettersOfNames(Vector128<byte> text) =>
        Vector128.LessThanOrEqualAll(text - Vector128.Create((byte)'#'), Vector128.Create((byte)('[' - '#')));

    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryCopyAny(ReadOnlySpan<byte> name, ref byte to)
    {
        if (!IsPlain(name))
        {
            return false;
        }

        Unsafe.CopyBlockUnaligned(ref to, ref MemoryMarshal.GetReference(name), (uint)name.Length);
        return true;
    }

    [HotPath]
    private static int Variant(TimeInForce timeInForce, bool postOnly, bool reduceOnly) =>
        ((int)timeInForce * 4) + (postOnly ? 2 : 0) + (reduceOnly ? 1 : 0);

    /// <summary>From the end of the label to the last field, for every combination of the fields in between.</summary>
    private static Padded[] MakeAfterLabel()
    {
        var made = new Padded[Enum.GetValues<TimeInForce>().Length * 4];
        foreach (var timeInForce in Enum.GetValues<TimeInForce>())
        {
            var name = Encoding.ASCII.GetString(OrderRequests.NameOf(timeInForce));
            foreach (var (postOnly, reduceOnly) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                var post = postOnly ? "true,\"reject_post_only\":true" : "false";
                var reduce = reduceOnly ? "true" : "false";
                made[Variant(timeInForce, postOnly, reduceOnly)] = new Padded(
                    $"\",\"time_in_force\":\"{name}\",\"post_only\":{post},\"reduce_only\":{reduce},\"valid_until\":");
            }
        }

        return made;
    }

    /// <summary>A text that is copied with what lies behind it, so that its length is known to the compiler.</summary>
    private readonly struct Padded
    {
        public readonly Block Text;
        public readonly int Length;

        public Padded(string text)
        {
            Length = Encoding.ASCII.GetBytes(text, Text);
        }
    }

    [InlineArray(Size)]
    private struct Block
    {
        public const int Size = 128;

        private byte _first;
    }
}
