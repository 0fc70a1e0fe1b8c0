using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;
using InstrumentKind = LowLatencyHedger.Simulation.Exchange.InstrumentKind;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>
/// The core between its journal and its output ring, fed with what it saw in a run against the simulated exchange: the run itself cannot
/// be measured, because the exchange allocates.
/// </summary>
internal static class EngineCases
{
    private static readonly InputKind[] s_mustOccur =
    [
        InputKind.Clock, InputKind.BookChunk, InputKind.BookInvalidated, InputKind.Ticker, InputKind.Index, InputKind.OrderUpdate,
        InputKind.OrderReject, InputKind.Fill, InputKind.Position, InputKind.Portfolio, InputKind.Session, InputKind.Control,
    ];

    private static readonly OutputKind[] s_mustFollow =
    [
        OutputKind.PlaceOrder, OutputKind.CancelAll, OutputKind.ResyncBook, OutputKind.QueryPositions, OutputKind.Alert,
        OutputKind.TradingState,
    ];

    public static CoreConfig Config { get; } = WideConfig.BtcAndEth with
    {
        Underlyings =
        [
            WideConfig.BtcAndEth.Underlyings[0] with { Volatility = new() { Source = VolatilitySource.Svi, Delta = DeltaModel.MinimumVariance } },
            WideConfig.BtcAndEth.Underlyings[1] with { Volatility = new() { Delta = DeltaModel.Stickiness, SkewStickiness = 0.5 } },
        ],
    };

    /// <summary>A market where clients trade so often that there are orders all the time.</summary>
    public static ExchangeOptions Market { get; } = new() { Seed = 7, TicksPerSecond = 100, OptionCount = 20, ClientTradesPerSecond = 10 };

    /// <summary>Inputs of a run with cut connections, a rejected order, a gap in a book, a halt and a resumption.</summary>
    public static List<InputEvent> Record()
    {
        var inputs = new List<InputEvent>();
        OutputEvent order = default;
        var ordered = 0;
        using var engine = new VirtualEngine(new VirtualEngineOptions { Exchange = Market, Core = Config });
        engine.OnInput = (in InputEvent input, long _) => inputs.Add(input);
        engine.OnOutput = (in OutputEvent output) =>
        {
            if (output.Kind == OutputKind.PlaceOrder)
            {
                order = output;
                ordered = inputs.Count;
            }
        };
        engine.Run(15 * Nanos.PerSecond);
        engine.CutTrading(requestsArrive: true);
        engine.Run(5 * Nanos.PerSecond);
        engine.CutMarket(requestsArrive: false);
        engine.Run(5 * Nanos.PerSecond);
        LoseBookMessage(engine);
        engine.Run(2 * Nanos.PerSecond);
        engine.Command(ControlVerb.Halt);
        engine.Run(2 * Nanos.PerSecond);
        engine.Command(ControlVerb.Resume);
        engine.Run(10 * Nanos.PerSecond);

        // The simulated venue takes every order and repeats no message: from the last order on the story is another one.
        inputs.RemoveRange(ordered, inputs.Count - ordered);
        var at = inputs[^1].ReceivedNanos;
        var reject = new OrderRejectBody { Ref = order.Ref, ErrorCode = 10_009, Class = RejectClass.Definite };
        inputs.Add(new InputEvent { Kind = InputKind.OrderReject, ReceivedNanos = at, OrderReject = reject });
        inputs.Add(inputs.FindLast(input => input.Kind == InputKind.BookChunk && input.Instrument == order.Instrument));
        Require(s_mustOccur, inputs.Select(input => input.Kind));
        Require(s_mustFollow, Outputs(inputs));
        return inputs;
    }

    /// <summary>Inputs of a run in which delta may be traded in two futures, and options by the programme; and what the core was configured with.</summary>
    public static (CoreConfig Config, List<InputEvent> Inputs) RecordProgram()
    {
        using var probe = new VirtualEngine(new VirtualEngineOptions { Exchange = Market, Core = Config });
        var listed = probe.Model.Instruments.Where(instrument => instrument.Spec.Name.StartsWith("BTC-", StringComparison.Ordinal)).ToList();
        var future = listed.Where(instrument => instrument.Spec.Kind == InstrumentKind.Future).MaxBy(instrument => instrument.Spec.ExpirationMs)!.Spec;
        string[] options = [.. listed
            .Where(instrument => instrument.Spec.Kind == InstrumentKind.Option && instrument.Spec.ExpirationMs < future.ExpirationMs)
            .OrderBy(instrument => Math.Abs(instrument.Spec.Strike - Market.BtcSpot))
            .Select(instrument => instrument.Spec.Name)
            .Take(7)];
        var program = new HedgeProgramSettings
        {
            Instruments = options, IntervalSeconds = 2, Aversion = 1e-2, MaxOrderCoins = 2, MaxPositionCoins = 1_000,
        };
        var config = Config with
        {
            Underlyings =
            [
                Config.Underlyings[0] with { OtherInstruments = [future.Name], HedgeProgram = program },
                Config.Underlyings[1],
            ],
            Risk = Config.Risk with { AllowedInstruments = [.. Config.Risk.AllowedInstruments, future.Name, .. options] },
        };
        var inputs = new List<InputEvent>();
        var trades = 0;
        using var engine = new VirtualEngine(new VirtualEngineOptions { Exchange = Market, Core = config });
        engine.OnInput = (in InputEvent input, long _) => inputs.Add(input);
        engine.OnOutput = (in OutputEvent output) => trades += output.Reason == ReasonCode.ProgramTrade ? 1 : 0;
        engine.Run(30 * Nanos.PerSecond);
        Invariant.That(trades > 1, "the programme of the recorded run trades");
        return (config, inputs);
    }

    public static Pass CoreBetweenJournalAndRing(CoreConfig config, List<InputEvent> recorded, string directory)
    {
        var inputs = recorded.ToArray();
        var core = new HedgeCore(config);
        var journal = JournalWriter.Create(new JournalOptions { Directory = directory, SegmentBytes = 64 * 1024 * 1024 });
        var ring = new RingBuffer<OutputEvent>(1024);
        var consumer = ring.AddConsumer("gateway");
        ring.Start();
        var producer = new RingProducer<OutputEvent>(ring, "core", OverflowPolicy.Fail, new StopSignal(), 0);
        var buffer = new OutputBuffer();
        return new Pass(() =>
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                Invariant.That(journal.TryAppendInput(i, in inputs[i]), "the journal's segment is full");
                buffer.Clear();
                core.OnEvent(in inputs[i], i, buffer);
                foreach (ref readonly var decided in buffer.Events)
                {
                    producer.Claim() = decided;
                    producer.Publish();
                }

                while (consumer.TryPeek(out var sequence))
                {
                    ref readonly var output = ref consumer[sequence];
                    Invariant.That(journal.TryAppendOutput(sequence, in output), "the journal's segment is full");
                    consumer.Advance();
                }
            }

            return inputs.Length;
        }, journal);
    }

    /// <summary>The next change of a book does not arrive, and the one after it shows the gap.</summary>
    private static void LoseBookMessage(VirtualEngine engine)
    {
        engine.LosesMarketMessage = message =>
        {
            var isBook = message.Span.IndexOf("book.BTC-PERPETUAL"u8) >= 0;
            engine.LosesMarketMessage = isBook ? null : engine.LosesMarketMessage;
            return isBook;
        };
    }

    private static List<OutputKind> Outputs(List<InputEvent> inputs)
    {
        var core = new HedgeCore(Config);
        var buffer = new OutputBuffer();
        var kinds = new List<OutputKind>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var input = inputs[i];
            buffer.Clear();
            core.OnEvent(in input, i, buffer);
            foreach (ref readonly var output in buffer.Events)
            {
                kinds.Add(output.Kind);
            }
        }

        CoreSnapshot snapshot = default;
        core.WriteSnapshot(0, ref snapshot);
        Invariant.That(snapshot.Smiles > 0, "the recorded run fits smiles");
        return kinds;
    }

    private static void Require<T>(T[] expected, IEnumerable<T> found)
    {
        var missing = string.Join(", ", expected.Except(found));
        if (missing.Length > 0)
        {
            Throw.InvalidOperation($"the recorded run lacks {missing}");
        }
    }
}
