using LowLatencyHedger.Backtest.Recorded;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

/// <summary>The two sets of books over a statement that is made up, then over the same with one thing wrong.</summary>
public sealed class SecondLedgerTests : IDisposable
{
    private const double Equity = 100;

    private readonly MadeChains _chains = new();
    private readonly BacktestSettings _settings;
    private readonly ChainMarket _market;
    private readonly CoinLedger _ledger = new(Equity);
    private readonly List<AccountRecord> _records = [];

    public SecondLedgerTests()
    {
        _settings = _chains.Settings with { EquityCoins = Equity };
        _market = new ChainMarket(_settings, ChainRecording.Load(_settings));
        Trade();
    }

    public void Dispose() => _chains.Dispose();

    [Fact]
    public void SecondLedger_SameStatement_AgreesToTheCent()
    {
        Assert.NotEqual(0, _ledger.Total(EntryKind.Funding));
        Assert.All(Check(_records), check => Assert.True(check.IsFine, check.ToString()));
    }

    [Theory]
    [InlineData("a trade of the hedge is missing", "second ledger: hedge position")]
    [InlineData("a trade of the hedge is there twice", "second ledger: hedge fees")]
    [InlineData("a trade of the hedge is off by a tick", "second ledger: equity")]
    [InlineData("an option was bought, not sold", "second ledger: premiums")]
    [InlineData("an option paid no fee", "second ledger: option fees")]
    [InlineData("the delivery price is a dollar higher", "second ledger: payoffs")]
    [InlineData("a settlement is missing", "second ledger: funding")]
    public void SecondLedger_OneErrorPlanted_FindsIt(string error, string where)
    {
        var records = new List<AccountRecord>(_records);
        Plant(records, error);

        var found = Check(records).Where(check => !check.IsFine).Select(check => check.What);

        Assert.Contains(where, found);
    }

    [Fact]
    public void SecondLedger_LedgerBooksTwoCentsTooMuch_FindsIt()
    {
        _ledger.BookRaw(EntryKind.HedgeFee, CoinLedger.Raw(-0.02 / _market.Index(_market.UtcNanos.Length - 1)));

        var found = Check(_records).Where(check => !check.IsFine).Select(check => check.What);

        Assert.Equal(["second ledger: hedge fees", "second ledger: cash", "second ledger: equity"], found);
    }

    private static void Plant(List<AccountRecord> records, string error)
    {
        var hedge = records.FindIndex(record => record.Kind == RecordKind.HedgeTrade);
        var option = records.FindIndex(record => record.Kind == RecordKind.OptionTrade && record.IsFeeDue);
        var delivery = records.FindIndex(record => record.Kind == RecordKind.OptionDelivery);
        switch (error)
        {
            case "a trade of the hedge is missing":
                records.RemoveAt(hedge);
                break;
            case "a trade of the hedge is there twice":
                records.Insert(hedge, records[hedge]);
                break;
            case "a trade of the hedge is off by a tick":
                records[hedge] = records[hedge] with { Price = records[hedge].Price + 0.5m };
                break;
            case "an option was bought, not sold":
                records[option] = records[option] with { Amount = -records[option].Amount };
                break;
            case "an option paid no fee":
                records[option] = records[option] with { IsFeeDue = false };
                break;
            case "the delivery price is a dollar higher":
                records[delivery] = records[delivery] with { Price = records[delivery].Price + 1 };
                break;
            default:
                records.RemoveAt(records.FindLastIndex(record => record.Kind == RecordKind.Settlement));
                break;
        }
    }

    private List<Reconciliation> Check(List<AccountRecord> records)
    {
        var last = _market.UtcNanos.Length - 1;
        var (mid, index) = (_market.Mid(last), _market.Index(last));
        var equity = _ledger.Cash + _ledger.FundingOpen + _ledger.Unrealised(mid);
        var account = new AccountView(_ledger, records, new Attribution(), Equity, equity, 0, mid, index, last);
        return [.. Reconciler.SecondLedger(account, _settings, _market)];
    }

    /// <summary>A few days of an account: trades at random, one option that expires, settlements, funding.</summary>
    private void Trade()
    {
        var random = new Random(Seeds.For(nameof(SecondLedgerTests), 3));
        var (name, size, premium) = ("BTC-2JUN26-70000-C", Quantity.FromDouble(-2.3), Price.FromDouble(0.1234));
        for (var step = 0; step < _market.UtcNanos.Length; step++)
        {
            var now = _market.UtcNanos[step];
            if (step > 0)
            {
                PayFunding(step);
            }

            if (step == 0)
            {
                _ledger.Book(EntryKind.Premium, 2.3 * 0.1234);
                _ledger.Book(EntryKind.OptionFee, -2.3 * 0.0003);
                _records.Add(AccountRecord.OptionTrade(now, name, size, premium, isFeeDue: true));
            }

            if (BookStep.IsSettlement(now))
            {
                if (now / Nanos.PerDay == ChainRecording.ParseName(name)!.ExpiryUtcNanos / Nanos.PerDay)
                {
                    _ledger.Book(EntryKind.Payoff, -2.3 * (81_234.5 - 70_000) / 81_234.5);
                    _records.Add(AccountRecord.Delivery(now, name, size, 81_234.5));
                }

                _ledger.Settle(_market.Mid(step));
                _records.Add(AccountRecord.Settlement(now, _market.Mid(step)));
            }

            if (random.Next(50) == 0)
            {
                var (usd, price) = (10L * random.Next(1, 5_000) * (random.Next(2) == 0 ? 1 : -1), Price.FromDouble(Math.Round(_market.Mid(step))));
                _ledger.Trade(usd, price.ToDouble());
                _ledger.Book(EntryKind.HedgeFee, -1e-4 * _settings.TakerBps * Math.Abs(usd) / price.ToDouble());
                _records.Add(AccountRecord.HedgeTrade(now + 1, usd, price));
            }
        }
    }

    /// <summary>In doubles, as the runs do it.</summary>
    private void PayFunding(int step)
    {
        var hours = (_market.UtcNanos[step] - _market.UtcNanos[step - 1]) / (3_600.0 * Nanos.PerSecond);
        var rate = Funding.EightHourRate(_market.Basis(step - 1), 1e-4 * _settings.FundingBps);
        _ledger.AccrueFunding(-_ledger.HedgeUsd / _market.Mid(step - 1) * rate * hours / 8);
    }
}
