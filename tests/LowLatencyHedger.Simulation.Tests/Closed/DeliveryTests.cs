using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>Options that the account holds expire and are delivered, with the engine there, cut off or dead.</summary>
public sealed class DeliveryTests
{
    /// <summary>Of the Friday: dailies have none.</summary>
    private const string Future = "BTC-23JAN26";

    /// <summary>A minute before the delivery of a Thursday.</summary>
    private const long StartUtcNanos = (1_769_068_800L - 60) * Nanos.PerSecond;

    private readonly List<(string Instrument, double Price)> _settlements = [];
    private readonly List<(string Instrument, OutputEvent Output)> _adjusted = [];

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(900)]
    public void Delivery_CutOffFor_BooksWhatTheVenueDelivered(int seconds)
    {
        using var engine = Start();
        if (seconds > 0)
        {
            engine.Run(20 * Nanos.PerSecond);
            engine.CutTrading(requestsArrive: true, reopenNanos: (40 + seconds) * Nanos.PerSecond);
        }

        engine.Run((120 + seconds) * Nanos.PerSecond);
        AssertSettled(engine);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(900)]
    public void Delivery_WhileTheProcessIsDead_IsBookedByTheNext(int seconds)
    {
        using var engine = Start();
        engine.Run(20 * Nanos.PerSecond);
        engine.CrashAfter(1, requestsArrive: true, lingerNanos: 0);
        engine.Run((40 + seconds) * Nanos.PerSecond);
        Assert.False(engine.IsRunning);
        engine.Restart();
        engine.Run(60 * Nanos.PerSecond);

        AssertSettled(engine);
    }

    [Fact]
    public void Delivery_DiesBetweenTheRecordsAndTheEndOfTheReading_IsBookedOnce()
    {
        using var engine = Start();
        engine.Run(20 * Nanos.PerSecond);
        engine.CutTrading(requestsArrive: true, reopenNanos: 60 * Nanos.PerSecond);
        Assert.True(engine.RunUntil(() => _settlements.Count > 0, 120 * Nanos.PerSecond));
        engine.CrashAfter(1, requestsArrive: true, lingerNanos: 0);
        engine.Run(5 * Nanos.PerSecond);
        engine.Restart();
        engine.Run(60 * Nanos.PerSecond);

        // What the core decided in the moment of its death is in no record.
        AssertSettled(engine, isToldWhole: false);
    }

    /// <summary>Options in the money go into the future of their expiry, which nobody has traded, and that is settled a second later.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(30, false)]
    [InlineData(900, true)]
    public void Delivery_IntoAFuture_IsNoBreakAndNothingToHedge(int seconds, bool dies)
    {
        using var engine = Start(deliversIntoFutures: true);
        var account = engine.Model.FindAccount(engine.Model.Options.ClientId)!;
        engine.Run(20 * Nanos.PerSecond);
        if (dies)
        {
            engine.CrashAfter(1, requestsArrive: true, lingerNanos: 0);
        }
        else if (seconds > 0)
        {
            engine.CutTrading(requestsArrive: true, reopenNanos: (40 + seconds) * Nanos.PerSecond);
        }

        var sizes = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            engine.Run(100 * Nanos.PerMilli);
            sizes.AddRange(engine.Model.Positions(account, "BTC").Where(static position => position.Instrument.Name == Future).Select(static p => p.Size));
        }

        engine.Run(seconds * Nanos.PerSecond);
        if (dies)
        {
            engine.Restart();
        }

        engine.Run(60 * Nanos.PerSecond);

        AssertSettled(engine);
        Assert.Contains(sizes, static size => Math.Abs(size) >= 10_000);
        var delivered = engine.Model.Deliveries(account).ToList();
        Assert.Contains(delivered, delivery => delivery.Instrument.Name == Future && Math.Abs(delivery.Position.ToDouble()) >= 10_000);
        Assert.DoesNotContain(delivered, static delivery => delivery.Instrument.Spec.IsOption && delivery.Price > 0);
        Assert.DoesNotContain(_adjusted, static adjusted => adjusted.Instrument == Future);
    }

    private VirtualEngine Start(bool deliversIntoFutures = false)
    {
        VirtualEngine engine = null!;
        engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = ClosedLoop.SmallMarket with
            {
                Seed = 41, OptionCount = 120, ClientTradesPerSecond = 1, TicksPerSecond = 50, DeliversIntoFutures = deliversIntoFutures,
            },
            Core = WideConfig.Btc,
            StartUtcNanos = StartUtcNanos + (deliversIntoFutures ? Nanos.PerDay : 0),
        })
        {
            OnInput = (in InputEvent input, long _) =>
            {
                if (input.Kind == InputKind.Settlement)
                {
                    _settlements.Add((Name(engine, input.Instrument), input.Settlement.Price));
                }
            },
            OnOutput = (in OutputEvent output) =>
            {
                if (output.Kind == OutputKind.PositionAdjusted)
                {
                    _adjusted.Add((Name(engine, output.Instrument), output));
                }

                Assert.NotEqual(ReasonCode.SettlementDiffers, output.Reason);
                Assert.NotEqual(ReasonCode.PositionBreak, output.Reason);
            },
        };
        Assert.True(engine.RunUntil(() => engine.Snapshot().IsReconciled != 0, 20 * Nanos.PerSecond));
        return engine;
    }

    private void AssertSettled(VirtualEngine engine, bool isToldWhole = true)
    {
        var account = engine.Model.FindAccount(engine.Model.Options.ClientId)!;
        var delivered = engine.Model.Deliveries(account).Where(delivery => delivery.Instrument.Spec.SettlementCurrency == "BTC").ToList();
        Assert.InRange(delivered.Count, 2, int.MaxValue);
        Assert.Contains(delivered, delivery => delivery.Price > 0);
        foreach (var delivery in delivered.Where(static delivery => delivery.Instrument.Name != Future))
        {
            var name = delivery.Instrument.Name;
            Assert.Equal(Quantity.Zero, engine.Core.Position(Id(engine, name)));
            Assert.Contains(_settlements, settlement => settlement.Instrument == name && Math.Abs(settlement.Price - delivery.Price) < 1e-9);
            var told = _adjusted.Where(adjusted => adjusted.Instrument == name).ToList();
            Assert.InRange(told.Count, isToldWhole ? 1 : 0, 1);
            Assert.All(told, adjusted => Assert.Equal(-delivery.Position, adjusted.Output.Amount));
        }

        Assert.All(_adjusted, adjusted => Assert.Equal(ReasonCode.PositionSettled, adjusted.Output.Reason));
        Assert.Equal((1, 0L), (engine.Snapshot().IsReconciled, engine.Snapshot().PositionBreaks));
        foreach (var position in engine.Model.Positions(account, "BTC"))
        {
            Assert.Equal(position.Size, engine.Core.Position(Id(engine, position.Instrument.Name)).ToDouble(), 9);
        }
    }

    private static InstrumentId Id(VirtualEngine engine, string name)
    {
        Assert.True(engine.Instruments.TryFind(Encoding.UTF8.GetBytes(name), out var id), name);
        return id;
    }

    private static string Name(VirtualEngine engine, InstrumentId id) => Encoding.UTF8.GetString(engine.Instruments.GetName(id));
}
