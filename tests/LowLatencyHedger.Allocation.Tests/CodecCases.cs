using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Tests.Codec;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>Bytes to events in a ring, one case a channel, and orders to bytes.</summary>
internal static class CodecCases
{
    private const int Rounds = 20_000;

    public static IEnumerable<(string Name, Func<Pass> Prepare)> All()
    {
        foreach (var message in SyntheticMessages.All)
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            var compact = Encoding.UTF8.GetBytes(message.ReplaceLineEndings(""));
            EnvelopeReader.TryRead(bytes, out var envelope);
            var channel = Encoding.UTF8.GetString(envelope.Channel);
            var isScanned = envelope.Kind
                is not (MessageKind.GroupedBook or MessageKind.Portfolio or MessageKind.PlatformState or MessageKind.InstrumentState);
            yield return ($"decode {channel}", () => Decode(bytes));
            if (isScanned)
            {
                yield return ($"scan {channel}", () => Scan(compact));
            }
        }

        yield return ("encode buy, edit, cancel, cancel by label", Encode);
    }

    private static InstrumentTable Instruments()
    {
        var instruments = new InstrumentTable(64, 4);
        foreach (var name in SyntheticMessages.Instruments)
        {
            instruments.Define(new InstrumentBody { Name = InlineText32.From(name) }, out _);
        }

        foreach (var name in SyntheticMessages.Indices)
        {
            instruments.TryDefineIndex(Encoding.UTF8.GetBytes(name), out _);
        }

        return instruments;
    }

    private static Pass Scan(byte[] message)
    {
        var instruments = Instruments();
        var publisher = new RingPublisher();
        var counters = new DecodeCounters();
        var scanner = new NotificationScanner();
        return new Pass(() =>
        {
            var events = 0L;
            for (var i = 0; i < Rounds; i++)
            {
                var context = new DecodeContext(instruments, publisher, counters, connectionId: 1, receivedNanos: i);
                Require(NotificationScanner.TryReadFrame(message, out var frame));
                if (frame.Kind == MessageKind.Book)
                {
                    Require(scanner.TryReadBook(in frame, in context, out _, out var book));
                    BookDecoder.Publish(in book, in context);
                }
                else
                {
                    Require(scanner.TryDecode(in frame, in context, out _));
                }

                events += publisher.Drain();
            }

            Require(events >= Rounds);
            return events;
        });
    }

    private static Pass Decode(byte[] message)
    {
        var instruments = Instruments();
        var publisher = new RingPublisher();
        var counters = new DecodeCounters();
        return new Pass(() =>
        {
            var events = 0L;
            for (var i = 0; i < Rounds; i++)
            {
                var context = new DecodeContext(instruments, publisher, counters, connectionId: 1, receivedNanos: i);
                Require(EnvelopeReader.TryRead(message, out var envelope));
                counters.Add(in envelope);
                Require(ChannelDecoder.Decode(in envelope, in context) == DecodeResult.Ok);
                events += publisher.Drain();
            }

            Require(events >= Rounds);
            return events;
        });
    }

    private static Pass Encode()
    {
        var buffer = new byte[1024];
        var id = InlineText32.From("743657");
        return new Pass(() =>
        {
            for (var i = 1; i <= Rounds; i++)
            {
                var order = new NewOrder
                {
                    Ref = new OrderRef(7, (uint)i),
                    Price = Price.FromDouble(91_000.5),
                    Amount = Quantity.FromDouble(10.0 * i),
                    ValidUntilUtcNanos = 1_768_912_242_000_000_000 + i,
                    Side = i % 2 == 0 ? Side.Buy : Side.Sell,
                    TimeInForce = TimeInForce.ImmediateOrCancel,
                };
                Require(OrderRequests.Place(buffer, i, "BTC-PERPETUAL"u8, in order) > 0);
                Require(OrderRequests.Edit(buffer, i, in id, in order) > 0);
                Require(OrderRequests.Cancel(buffer, i, in id) > 0);
                Require(OrderRequests.CancelByLabel(buffer, i, order.Ref, "BTC"u8) > 0);
            }

            return 4 * Rounds;
        });
    }

    private static void Require(bool holds) => Invariant.That(holds, "a message of the allocation test was not taken");
}
