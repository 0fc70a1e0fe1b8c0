using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class FlightRecorderTests : IDisposable
{
    private const long BudgetNanos = 1_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-test-").FullName;
    private readonly RingBuffer<InputEvent> _ring = new(64);
    private readonly RingConsumer<InputEvent> _inputs;
    private readonly EngineTelemetry _telemetry;
    private readonly TelemetryReader _reader;

    public FlightRecorderTests()
    {
        _inputs = _ring.AddConsumer("core");
        _ring.Start();
        var path = Path.Combine(_directory, "telemetry.bin");
        _telemetry = new EngineTelemetry(path, 1, slowTickNanos: BudgetNanos);
        Assert.Equal(TelemetryOpenError.None, TelemetryReader.TryOpen(path, out var reader));
        _reader = reader!;
    }

    [Fact]
    public void Observe_TicksWithinTheBudget_AreNotKept()
    {
        _telemetry.Ticks.OnStart();
        Observe(InputKind.Ticker, receivedNanos: 100, totalNanos: BudgetNanos);
        Assert.Equal(0, _telemetry.Ticks.DoWork());
        Assert.Empty(Read(EngineTables.SlowTicks));
    }

    [Fact]
    public void Observe_WhatIsNoTick_IsNotKept()
    {
        _telemetry.Ticks.OnStart();
        Observe(InputKind.MarkVol, receivedNanos: 100, totalNanos: 10 * BudgetNanos);
        _telemetry.Ticks.DoWork();
        Assert.Empty(Read(EngineTables.SlowTicks));
    }

    [Fact]
    public void Observe_SlowTickBehindOthersOfItsReceive_IsKeptWithItsStagesAndItsPlace()
    {
        _telemetry.Ticks.OnStart();
        Observe(InputKind.Ticker, receivedNanos: 500, totalNanos: 10);
        Observe(InputKind.Ticker, receivedNanos: 500, totalNanos: 20);
        Observe(InputKind.Ticker, receivedNanos: 500, totalNanos: 2 * BudgetNanos);
        Assert.Equal(1, _telemetry.Ticks.DoWork());

        var record = Assert.Single(Read(EngineTables.SlowTicks));
        Assert.Equal((500, 2, InputKind.Ticker), (record.ReceivedNanos, record.BurstPlace, record.Kind));
        Assert.Equal((3, 4, (2 * BudgetNanos) - 7), (record.DecodeNanos, record.RingNanos, record.CoreNanos));
        Assert.Equal(2 * BudgetNanos, record.TotalNanos);
        Assert.NotEqual(SlowCause.None, record.Cause);
        Assert.Equal(1, Enumerable.Range(0, StageHistograms.Count).Where(i => i >= (int)LatencyStage.SlowByCollection)
            .Sum(i => _telemetry.Stages[(LatencyStage)i].Count));
    }

    [Fact]
    public void DoWork_CollectionMeanwhile_IsTheCause()
    {
        _telemetry.Ticks.OnStart();
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        Observe(InputKind.Ticker, receivedNanos: 500, totalNanos: 2 * BudgetNanos);
        _telemetry.Ticks.DoWork();
        var record = Assert.Single(Read(EngineTables.SlowTicks));
        Assert.True(record.Collections >= 1);
        Assert.Equal(SlowCause.Collection, record.Cause);
        Assert.Equal(1, _telemetry.Stages[LatencyStage.SlowByCollection].Count);
    }

    [Fact]
    public void NoteOrder_WithinTheBudget_IsKeptWithoutACause()
    {
        var order = new OutputEvent
        {
            Kind = OutputKind.PlaceOrder, Trigger = InputKind.Ticker, TriggerSequence = 9, Ref = new OrderRef(1, 7),
            ReceivedNanos = 100, PublishedNanos = 110, PickedUpNanos = 130, DecidedNanos = 160,
        };
        _telemetry.Orders.OnStart();
        _telemetry.RecordOrder(in order, takenNanos: 200, encodedNanos: 250, sentNanos: 5_250);
        _telemetry.Orders.DoWork();

        var record = Assert.Single(Read(EngineTables.OrderTicks));
        Assert.Equal((9, new OrderRef(1, 7), SlowCause.None), (record.Sequence, record.Ref, record.Cause));
        Assert.Equal(
            (10, 20, 30, 40, 50, 5_000),
            (record.DecodeNanos, record.RingNanos, record.CoreNanos, record.JournalNanos, record.EncodeNanos, record.SendNanos));
        Assert.Equal(150, record.TotalNanos);
    }

    [Fact]
    public void Observe_MoreThanOneTurnHolds_KeepsTheFirst()
    {
        _telemetry.Ticks.OnStart();
        for (var i = 0; i < 100; i++)
        {
            Observe(InputKind.Quote, receivedNanos: 1_000 * i, totalNanos: 2 * BudgetNanos);
        }

        Assert.Equal(64, _telemetry.Ticks.DoWork());
        Assert.Equal(0, _telemetry.Ticks.DoWork());
        Assert.Equal(64, Read(EngineTables.SlowTicks).Count);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _telemetry.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Observe(InputKind kind, long receivedNanos, long totalNanos)
    {
        var input = new InputEvent { Kind = kind, ReceivedNanos = receivedNanos, PublishedNanos = receivedNanos + 3 };
        _telemetry.Ticks.Observe(in input, 1, receivedNanos + 7, receivedNanos + totalNanos, _inputs);
    }

    private List<TickRecord> Read(string table) => [.. EnginePicture.Newest<TickRecord>(_reader, table)];
}
