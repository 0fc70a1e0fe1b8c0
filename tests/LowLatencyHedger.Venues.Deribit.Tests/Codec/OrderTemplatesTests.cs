using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>The templates against the simple writer, byte for byte.</summary>
public sealed class OrderTemplatesTests
{
    private static readonly string[] s_names =
        ["BTC-PERPETUAL", "BTC-27FEB26-100000-C", "ETH_USDC-PERPETUAL", "A", "", "needs\"escape", "needs\\escape", "\u0001", "\u00e9", new('X', 40)];

    private readonly byte[] _expected = new byte[1024];
    private readonly byte[] _written = new byte[1024];

    [Fact]
    public void Place_RandomOrders_SameBytesAsTheSimpleWriter()
    {
        var random = new Random(Seeds.For(nameof(Place_RandomOrders_SameBytesAsTheSimpleWriter), 61));
        for (var i = 0; i < 40_000; i++)
        {
            var order = RandomOrder(random);
            var (id, name) = (Magnitude(random), Name(random));
            Check(OrderRequests.Place(_expected, id, name, in order), OrderTemplates.Place(_written, id, name, in order));
        }
    }

    [Fact]
    public void Place_EveryCombinationOfFlags_SameBytesAsTheSimpleWriter()
    {
        var order = RandomOrder(new Random(1));
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            foreach (var timeInForce in Enum.GetValues<TimeInForce>())
            {
                for (var flags = 0; flags < 4; flags++)
                {
                    (order.Side, order.TimeInForce, order.PostOnly, order.ReduceOnly) = (side, timeInForce, (flags & 1) != 0, (flags & 2) != 0);
                    Check(
                        OrderRequests.Place(_expected, 7, "BTC-PERPETUAL"u8, in order),
                        OrderTemplates.Place(_written, 7, "BTC-PERPETUAL"u8, in order));
                }
            }
        }
    }

    [Fact]
    public void Cancel_RandomOrders_SameBytesAsTheSimpleWriter()
    {
        var random = new Random(Seeds.For(nameof(Cancel_RandomOrders_SameBytesAsTheSimpleWriter), 67));
        for (var i = 0; i < 10_000; i++)
        {
            var reference = new OrderRef((uint)random.Next(1, int.MaxValue), (uint)random.NextInt64(1L << 32));
            var (id, name) = (Magnitude(random), Name(random));
            InlineText32.TryCreate(name, out var exchangeOrderId);
            Check(OrderRequests.Cancel(_expected, id, in exchangeOrderId), OrderTemplates.Cancel(_written, id, in exchangeOrderId));
            Check(OrderRequests.CancelByLabel(_expected, id, reference, name), OrderTemplates.CancelByLabel(_written, id, reference, name));
        }
    }

    [Fact]
    public void Place_BufferOfAnyLength_WholeRequestOrNothing()
    {
        var order = RandomOrder(new Random(2));
        var length = OrderRequests.Place(_expected, 7, "BTC-PERPETUAL"u8, in order);
        for (var room = 0; room < 600; room++)
        {
            Assert.Equal(room < length ? 0 : length, OrderTemplates.Place(_written.AsSpan(0, room), 7, "BTC-PERPETUAL"u8, in order));
        }
    }

    [Fact]
    public void Write_AnyNumber_SameTextAsTheRuntime()
    {
        var random = new Random(Seeds.For(nameof(Write_AnyNumber_SameTextAsTheRuntime), 71));
        Span<byte> to = stackalloc byte[DecimalDigits.Room];
        for (var i = 0; i < 50_000; i++)
        {
            var value = i < 20_000 ? i : random.Next(2) == 0 ? Magnitude(random) : -Magnitude(random);
            Assert.Equal(value.ToString(), Encoding.ASCII.GetString(to[..DecimalDigits.Write(value, ref to[0])]));
            Assert.Equal((value / 1e8m).ToString("0.########"), Encoding.ASCII.GetString(to[..DecimalDigits.WriteUnits(value, ref to[0])]));
        }
    }

    [Fact]
    public void WriteLabel_AnyOrder_SameTextAsTheRuntime()
    {
        var random = new Random(Seeds.For(nameof(WriteLabel_AnyOrder_SameTextAsTheRuntime), 73));
        Span<byte> to = stackalloc byte[OrderLabel.Length];
        for (var i = 0; i < 20_000; i++)
        {
            var order = new OrderRef((uint)random.NextInt64(1, 1L << 32), (uint)(random.NextInt64(1L << 32) >> random.Next(32)));
            Assert.True(OrderLabel.TryWrite(order, to));
            Assert.Equal($"hx1-{order.Epoch:x8}-{order.Number:x8}", Encoding.ASCII.GetString(to));
        }
    }

    private static NewOrder RandomOrder(Random random) => new()
    {
        Ref = new OrderRef((uint)random.Next(1, int.MaxValue), (uint)random.NextInt64(1L << 32)),
        Price = Price.FromRaw(Units(random)),
        Amount = Quantity.FromRaw(Units(random)),
        ValidUntilUtcNanos = random.Next(2) == 0 ? Magnitude(random) : 1_768_912_242_000_000_000 + random.Next(),
        Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
        TimeInForce = (TimeInForce)random.Next(3),
        PostOnly = random.Next(2) == 0,
        ReduceOnly = random.Next(2) == 0,
    };

    private static byte[] Name(Random random) => Encoding.UTF8.GetBytes(s_names[random.Next(s_names.Length)]);

    /// <summary>Positive, of any number of digits.</summary>
    private static long Magnitude(Random random) => 1 + (random.NextInt64(long.MaxValue) >> random.Next(63));

    /// <summary>Positive, of any number of digits, often with zeros at the end.</summary>
    private static long Units(Random random)
    {
        var power = (long)Math.Pow(10, random.Next(12));
        return Math.Max(1, Math.Min(Magnitude(random), Decimal8.MaxMagnitude) / power) * (random.Next(2) == 0 ? power : 1);
    }

    private void Check(int expected, int written)
    {
        Assert.True(
            _expected.AsSpan(0, expected).SequenceEqual(_written.AsSpan(0, written)),
            $"{Encoding.UTF8.GetString(_expected, 0, expected)} expected: {Encoding.UTF8.GetString(_written, 0, written)}");
    }
}
