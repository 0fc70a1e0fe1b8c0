using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>One level that comes and goes at the top of a book with so many levels a side.</summary>
[MemoryDiagnoser]
public class BookBenchmarks
{
    private const double Mid = 60_000;

    private OrderBook _book = new(2);
    private InputEvent _change;
    private bool _comes;

    [Params(10, 500)]
    public int Depth { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _book = new OrderBook(2 * Depth);
        for (var i = 0; i < Depth; i++)
        {
            var chunk = new InputEvent { Kind = InputKind.BookChunk };
            chunk.Flags = (i == 0 ? InputFlags.SnapshotStart : 0) | (i == Depth - 1 ? InputFlags.Last : 0);
            chunk.Book.ChangeId = 1;
            chunk.Book.BidCount = 1;
            chunk.Book.AskCount = 1;
            chunk.Book.Levels[0] = new BookLevel { Price = Price.FromDouble(Mid - 1 - i), Amount = Quantity.FromDouble(1_000) };
            chunk.Book.Levels[1] = new BookLevel { Price = Price.FromDouble(Mid + 1 + i), Amount = Quantity.FromDouble(1_000) };
            _book.Apply(chunk);
        }

        _change = new InputEvent { Kind = InputKind.BookChunk, Flags = InputFlags.Last };
        _change.Book.ChangeId = 1;
        _change.Book.BidCount = 1;
    }

    [Benchmark]
    public bool Change()
    {
        _comes = !_comes;
        _change.Book.PrevChangeId = _change.Book.ChangeId++;
        _change.Book.Levels[0] = new BookLevel { Price = Price.FromDouble(Mid - 0.5), Amount = Quantity.FromDouble(_comes ? 1_000 : 0) };
        return _book.Apply(_change);
    }
}
