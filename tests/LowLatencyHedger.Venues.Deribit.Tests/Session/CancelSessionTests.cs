using System.Reflection;
using System.Text.Json;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class CancelSessionTests
{
    private const string Own = "hx1-00000001-00000002";

    private readonly SessionFixture _fixture = SessionFixture.ForCancelling();
    private readonly List<string> _open = [];

    private CancelSession Session => (CancelSession)_fixture.Session;

    private FakeVenue Venue => _fixture.Venue;

    [Fact]
    public void LoggedIn_OwnAndForeignOrders_CancelsOwnThenEverythingThenAsks()
    {
        Script();
        _open.AddRange([Own, "by hand"]);

        Run();

        Assert.True(Session.IsDone);
        Assert.Equal(0, Session.OpenOrders);
        Assert.Equal(
            ["private/get_open_orders", "private/cancel", "private/cancel_all", "private/get_open_orders"],
            Venue.Sent.Select(Method).Where(method => method.StartsWith("private/", StringComparison.Ordinal)));
        Assert.Contains(Venue.Sent, text => text.Contains("\"order_id\":\"id-" + Own, StringComparison.Ordinal));
    }

    [Fact]
    public void LoggedIn_NothingOpen_IsDoneOnlyAfterACancelAll()
    {
        Script();

        Run();

        Assert.True(Session.IsDone);
        Assert.Equal(1, Venue.CountSent("private/cancel_all"));
        Assert.Equal(2, Venue.CountSent("private/get_open_orders"));
    }

    [Fact]
    public void CancelAll_RefusedForAWhile_IsRepeatedUntilTheVenueSaysThatNothingIsOpen()
    {
        Script();
        _open.Add("by hand");
        var refusals = 5;
        Venue.Overrides["private/cancel_all"] = _ => refusals-- > 0 ? FakeVenue.Error(13028) : CancelAll();

        Run();

        Assert.True(Session.IsDone);
        Assert.Equal(6, Venue.CountSent("private/cancel_all"));
        Assert.Empty(_open);
    }

    [Theory]
    [InlineData("\"result\":{}")]
    [InlineData("\"result\":null")]
    [InlineData("\"result\":\"[]\"")]
    [InlineData("\"result\":0")]
    [InlineData("\"error\":{\"code\":13028,\"message\":\"x\"}")]
    [InlineData(null)]
    public void OpenOrders_AnswerIsNoListOrNone_IsNeverDoneAndKeepsCancelling(string? answer)
    {
        Script();
        Venue.Overrides["private/get_open_orders"] = _ => answer;

        Run(seconds: 10);

        Assert.False(Session.IsDone);
        Assert.True(Venue.CountSent("private/cancel_all") >= 3);
    }

    [Fact]
    public void Close_BeforeDone_StartsAgainOnTheNextConnection()
    {
        Script();
        _open.Add(Own);
        Venue.Overrides["private/cancel_all"] = _ => null;
        Venue.Overrides["private/cancel"] = _ => null;
        Run();
        Assert.False(Session.IsDone);

        _fixture.Close();
        Venue.Unanswered.Clear();
        Script();
        Run();

        Assert.True(Session.IsDone);
    }

    [Fact]
    public void Requests_UnderRandomAnswers_AreNeverAnythingButCancelsAndQuestions()
    {
        string[] allowed =
        [
            "public/hello", "public/auth", "public/set_heartbeat", "public/test", "public/get_time",
            "private/get_open_orders", "private/cancel", "private/cancel_all",
        ];
        var random = new Random(Seeds.For("cancel session", 20261121));
        for (var run = 0; run < 40; run++)
        {
            var fixture = SessionFixture.ForCancelling();
            foreach (var method in allowed[5..])
            {
                fixture.Venue.Overrides[method] = _ => Answer(random);
            }

            fixture.Open();
            for (var i = 0; i < 300; i++)
            {
                fixture.Step(random);
                fixture.Tick();
                if (random.Next(100) == 0)
                {
                    fixture.Close();
                    fixture.Open();
                }
            }

            Assert.All(fixture.Venue.Sent, text => Assert.Contains(Method(text), allowed));
        }
    }

    [Fact]
    public void CancelRequests_Methods_HaveNoOrderAmongThem()
    {
        var names = typeof(CancelRequests).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name);

        Assert.Equal(["Cancel", "CancelAll", "GetOpenOrders"], names.Order(StringComparer.Ordinal));
    }

    private static string Method(string request) => JsonDocument.Parse(request).RootElement.GetProperty("method").GetString()!;

    private static string? Answer(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => FakeVenue.Error(random.Next(2) == 0 ? 13028 : 13009),
        2 => "\"result\":[]",
        3 => "\"result\":[" + FakeVenue.Order(Own, "open", 0, "id-" + random.Next(5)) + "]",
        4 => "\"result\":{\"orders\":[]}",
        _ => "\"result\":1",
    };

    /// <summary>A venue that keeps orders, one for each label.</summary>
    private void Script()
    {
        Venue.Overrides["private/get_open_orders"] = _ =>
            "\"result\":[" + string.Join(',', _open.Select(label => FakeVenue.Order(label, "open", 0, "id-" + label))) + "]";
        Venue.Overrides["private/cancel"] = parameters =>
        {
            var label = parameters.GetProperty("order_id").GetString()![3..];
            return _open.Remove(label) ? "\"result\":" + FakeVenue.Order(label, "cancelled", 0) : FakeVenue.Error(11044);
        };
        Venue.Overrides["private/cancel_all"] = _ => CancelAll();
    }

    private string CancelAll()
    {
        var count = _open.Count;
        _open.Clear();
        return "\"result\":" + count;
    }

    private void Run(int seconds = 3)
    {
        _fixture.Open();
        _fixture.RunFor(seconds * Nanos.PerSecond);
    }
}
