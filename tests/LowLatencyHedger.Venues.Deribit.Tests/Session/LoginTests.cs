using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;
using LowLatencyHedger.Venues.Deribit.Tests.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class LoginTests
{
    [Fact]
    public void Write_VenueTestVector_GivesPublishedSignature()
    {
        var hex = new byte[LoginSignature.HexLength];
        LoginSignature.Write("AMANDASECRECT"u8, 1576074319000, "1iqt2wls"u8, hex);

        Assert.Equal("56590594f97921b09b18f166befe0d1319b198bbcdad7ca73382de2f88fe9aa1", Encoding.ASCII.GetString(hex));
    }

    [Theory]
    [InlineData("account:read trade:read_write", true, SessionCause.None)]
    [InlineData("connection trade:read", false, SessionCause.None)]
    [InlineData("connection mainaccount trade:read", false, SessionCause.ScopeTooWide)]
    [InlineData("trade:read_write mainaccount", true, SessionCause.ScopeTooWide)]
    [InlineData("trade:read_write session:mainaccount-1", true, SessionCause.None)]
    [InlineData("account:read trade:read", true, SessionCause.ScopeTooNarrow)]
    [InlineData("", true, SessionCause.ScopeTooNarrow)]
    [InlineData("trade:read_write wallet:read_write", true, SessionCause.ScopeTooWide)]
    [InlineData("trade:read_write account:read_write", true, SessionCause.ScopeTooWide)]
    [InlineData("wallet:read_write", false, SessionCause.ScopeTooWide)]
    [InlineData("trade:read_write block_trade:read_write", true, SessionCause.ScopeTooWide)]
    [InlineData("trade:read_write withdrawal", true, SessionCause.ScopeTooWide)]
    [InlineData("trade:read_write wallet:read", true, SessionCause.None)]
    internal void Verify_Scope_IsJudged(string scope, bool needsTrading, SessionCause expected) =>
        Assert.Equal(expected, ScopeCheck.Verify(Encoding.ASCII.GetBytes(scope), needsTrading, acceptAccountWrite: false, acceptMainAccount: false));

    [Fact]
    public void Verify_RightAcceptedByConfiguration_IsNotTooWide()
    {
        Assert.Equal(SessionCause.None, ScopeCheck.Verify("trade:read_write account:read_write"u8, true, acceptAccountWrite: true, acceptMainAccount: false));
        Assert.Equal(SessionCause.None, ScopeCheck.Verify("trade:read_write mainaccount"u8, true, acceptAccountWrite: false, acceptMainAccount: true));
    }

    [Theory]
    [InlineData("trade:read_write wallet:read_write", SessionCause.ScopeTooWide)]
    [InlineData("trade:read", SessionCause.ScopeTooNarrow)]
    internal void Login_ScopeNotFit_RefusesForGood(string scope, SessionCause expected)
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Scope = scope;
        fixture.Open();
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal([(int)expected], fixture.Venue.Drops);
        Assert.Equal((int)expected, fixture.Session.RefusalCause);
        Assert.Equal((SessionState.Down, (int)expected), (fixture.LastState().State, fixture.LastState().Cause));
        fixture.Open();
        Assert.Equal(SessionState.Down, fixture.Session.State);
        Assert.Equal(2, fixture.Venue.Drops.Count);
    }

    [Theory]
    [InlineData(13004, true)]
    [InlineData(13021, true)]
    [InlineData(12003, false)]
    [InlineData(13028, false)]
    public void Login_ErrorReply_IsFinalOnlyWhereRetryingCannotHelp(int code, bool isFinal)
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["public/auth"] = _ => FakeVenue.Error(code);
        fixture.Open();
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal([code], fixture.Venue.Drops);
        Assert.Equal(isFinal ? code : 0, fixture.Session.RefusalCause);
    }

    [Fact]
    public void Login_Signed_UsesVenueTimeAndNeverSendsTheSecret()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Open();
        fixture.Step();
        var auth = fixture.Venue.Unanswered.Single(request => request.Method == "public/auth").Parameters;
        var local = fixture.Now.UtcNanos / Nanos.PerMilli;

        // The offset is measured by the reply to hello, to within that round trip.
        Assert.InRange(auth.GetProperty("timestamp").GetInt64() - local, 240, 255);
        Assert.Equal("0000000000000001", auth.GetProperty("nonce").GetString());
        Assert.DoesNotContain(fixture.Venue.Sent, text => text.Contains(FakeCredentials.Secret, StringComparison.Ordinal));
        fixture.RunToReady();
    }

    [Theory]
    [InlineData(LoginMethod.ClientCredentials)]
    [InlineData(LoginMethod.ClientSignature)]
    public void Secret_AfterLoginRefreshAndOrders_IsNowhereButInTheAuthRequest(LoginMethod login)
    {
        var fixture = SessionFixture.ForTrading(login).Started();
        fixture.RunFor(900 * Nanos.PerSecond);
        var canary = Encoding.UTF8.GetBytes(FakeCredentials.Secret);
        var holders = fixture.Venue.Sent.Where(text => text.Contains(FakeCredentials.Secret, StringComparison.Ordinal)).ToList();

        Assert.All(holders, text => Assert.Contains("\"client_credentials\"", text, StringComparison.Ordinal));
        Assert.Equal(login == LoginMethod.ClientCredentials ? 1 : 0, holders.Count);
        Assert.True(MemoryMarshal.AsBytes(fixture.Publisher.Events).IndexOf(canary) < 0, "an event holds the secret");
        var arrays = ByteArraysOf(fixture.Session);
        Assert.Contains(arrays, array => array.Length == 32 * 1024);
        Assert.All(arrays, array => Assert.True(array.AsSpan().IndexOf(canary) < 0, "the session keeps the secret"));
    }

    [Fact]
    public void Token_AtFourFifthsOfItsLife_IsRefreshedOnce()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(790 * Nanos.PerSecond);
        Assert.Equal(1, fixture.Venue.CountSent("public/auth"));

        fixture.RunFor(15 * Nanos.PerSecond);
        Assert.Equal(2, fixture.Venue.CountSent("public/auth"));
        Assert.Contains("\"grant_type\":\"refresh_token\",\"refresh_token\":\"r.", fixture.Venue.Sent.Last(t => t.Contains("public/auth", StringComparison.Ordinal)), StringComparison.Ordinal);
        fixture.RunFor(700 * Nanos.PerSecond);
        Assert.Equal(2, fixture.Venue.CountSent("public/auth"));
        Assert.Equal(SessionState.Ready, fixture.Session.State);
    }

    [Fact]
    public void Token_WithALongLife_IsRefreshedAsOftenAsTheSettingsWant()
    {
        var fixture = SessionFixture.ForTrading(
            tokenLifeSeconds: 2_592_000,
            change: settings => settings with { Session = settings.Session with { LoginRenewalMaxNanos = 20 * Nanos.PerSecond } }).Started();
        fixture.RunFor(110 * Nanos.PerSecond);

        Assert.Equal(1 + 5, fixture.Venue.CountSent("public/auth"));
        Assert.Equal(5, fixture.Venue.CountSent("refresh_token"));
        Assert.Equal(SessionState.Ready, fixture.Session.State);
        Assert.Empty(fixture.Venue.Drops);
    }

    [Fact]
    public void Token_RefreshRefused_LogsInAnew()
    {
        var fixture = SessionFixture.ForTrading().Started();
        var isFirst = true;
        fixture.Venue.Overrides["public/auth"] = _ =>
        {
            var reply = isFirst ? FakeVenue.Error(13009) : "\"result\":{\"refresh_token\":\"x\",\"expires_in\":1000,\"scope\":\"trade:read_write\"}";
            isFirst = false;
            return reply;
        };
        fixture.RunFor(820 * Nanos.PerSecond);

        Assert.Contains("client_signature", fixture.Venue.Sent.Last(t => t.Contains("public/auth", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(3, fixture.Venue.CountSent("public/auth"));
        Assert.Empty(fixture.Venue.Drops);
    }

    [Theory]
    [InlineData(13009)]
    [InlineData(10000)]
    public void Request_Unauthorized_LogsInAgainAndRepeatsTheQuery(int code)
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(20 * Nanos.PerSecond);
        var replies = 0;
        fixture.Venue.Overrides["public/get_time"] = _ => replies++ == 0 ? FakeVenue.Error(code) : "\"result\":1";
        var refused = true;
        fixture.Venue.Overrides["private/get_user_trades_by_currency"] = _ =>
        {
            var reply = refused ? FakeVenue.Error(code) : "\"result\":{\"trades\":[],\"has_more\":false}";
            refused = false;
            return reply;
        };

        // A listing that appears after a trade in it makes the session read trades again: a query of its own to be refused.
        fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", "{\"instrument_name\":\"X\",\"orders\":[],\"positions\":[],\"trades\":[" + FakeVenue.Trade("1", "").Replace("BTC-PERPETUAL", "BTC-NEW", StringComparison.Ordinal) + "]}"));
        fixture.Table.Define(new InstrumentBody { Name = InlineText32.From("BTC-NEW") }, out _);
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal(2, fixture.Venue.CountSent("public/auth"));
        Assert.Equal(3, fixture.Venue.CountSent("private/get_user_trades_by_currency"));
        Assert.Empty(fixture.Venue.Drops);
    }

    /// <summary>Every byte array that can be reached from an object of the product.</summary>
    private static List<byte[]> ByteArraysOf(object root)
    {
        var found = new List<byte[]>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>([root]);
        while (waiting.TryPop(out var node))
        {
            if (node is FakeCredentials or FakeVenue or RecordingPublisher || !seen.Add(node))
            {
                continue;
            }

            if (node is byte[] bytes)
            {
                found.Add(bytes);
                continue;
            }

            var children = node is Array { Rank: 1 } array
                ? (array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>())
                : FieldsOf(node.GetType()).Select(field => field.GetValue(node));
            foreach (var child in children)
            {
                if (child is not null and not string && !child.GetType().IsPrimitive && !child.GetType().IsEnum)
                {
                    waiting.Push(child);
                }
            }
        }

        return found;
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type) => type.Namespace?.StartsWith("LowLatencyHedger", StringComparison.Ordinal) != true
        ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Where(field => !field.FieldType.IsPrimitive);
}
