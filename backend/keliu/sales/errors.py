"""What may go wrong with opportunities, leads and forms."""

from keliu.kit.errors import KeliuError


class OpportunityClosed(KeliuError):
    code, status, message = "opportunity_closed", 409, "商机“{title}”已经结束,要改请先重新打开"


class OpportunityOpen(KeliuError):
    code, status, message = "opportunity_open", 409, "商机“{title}”还在进行中,不用重新打开"


class LeadConverted(KeliuError):
    """`result` names the customer and the opportunity it became."""

    code, status, message = "lead_converted", 409, "线索“{name}”已经转为客户,请到客户里继续"


class LeadKnown(KeliuError):
    """`lead` names it only to those who may see it."""

    code, status, message = "lead_known", 409, "这个手机号已经是一条未结束的线索,请在那条线索上跟进"


class LeadNotOpen(KeliuError):
    code, status, message = "lead_not_open", 409, "线索“{name}”是无效线索,要继续请先恢复"


class LeadValid(KeliuError):
    code, status, message = "lead_valid", 409, "线索“{name}”没有标为无效,不用恢复"


class FormClosed(KeliuError):
    code, status, message = "form_closed", 410, "这个表单已停用,如需联系请找给您链接的人"


class FormExpired(KeliuError):
    code, status, message = "form_expired", 409, "页面打开太久或已经提交过,请刷新后再填"


class FormTooFast(KeliuError):
    code, status, message = "form_too_fast", 422, "提交得太快了,请检查内容后再点一次"


class FormBusy(KeliuError):
    code, status, message = "form_busy", 429, "提交太频繁了,请过几分钟再试"


class ConsentNeeded(KeliuError):
    code, status, message = "form_consent_needed", 422, "请先勾选同意,再提交"


class NoWayBack(KeliuError):
    code, status, message = "no_way_back", 409, "这个流程不能退回前面的阶段,“{stage}”已经走过了"


class NoReopening(KeliuError):
    code, status, message = "no_reopening", 409, "这个流程里结束的商机不能重新打开,请新建一个"


class FieldsMissing(KeliuError):
    """`fields` says for each what to fill in; `missing` lists their keys."""

    code, status, message = "fields_missing", 422, "进入“{stage}”还差几项,请先补上"


class StageRetired(KeliuError):
    code, status, message = "stage_retired", 409, "阶段“{name}”刚被停用,请刷新后再移动"


class PipelineInUse(KeliuError):
    code, status, message = "pipeline_in_use", 409, "这个流程里还有 {count} 个商机,不能删除"


class PipelineIsDefault(KeliuError):
    code, status, message = "pipeline_is_default", 409, "默认流程不能删除,请先把别的流程设为默认"


class LastStage(KeliuError):
    code, status, message = "last_stage", 409, "流程至少要留一个进行中的阶段"


class AmountFollowsLines(KeliuError):
    code, status, message = (
        "amount_follows_lines",
        422,
        "金额按产品合计,要直接改请先取消“按产品合计”",
    )


class CustomerGone(KeliuError):
    code, status, message = "customer_gone", 409, "它的客户已删除,请先恢复客户"


class NameTaken(KeliuError):
    code, status, message = "name_taken", 409, "“{name}”已经有了,换个名字"


class QuoteFixed(KeliuError):
    code, status, message = "quote_fixed", 409, "报价 {number} 已发出,不能再改,可以做一个新版本"


class QuoteStep(KeliuError):
    code, status, message = "quote_step", 409, "报价 {number} 现在是“{state}”,不能这样操作"


class QuoteExpired(KeliuError):
    code, status, message = "quote_expired", 409, "报价 {number} 的有效期已过,请做一个新版本"


class QuoteEmpty(KeliuError):
    code, status, message = "quote_empty", 409, "报价 {number} 还没有一行内容,先加上再发出"


class NoPdf(KeliuError):
    code, status, message = (
        "no_pdf",
        503,
        "这台机器生成不了 PDF:{cause}。请管理员运行 keliu doctor 看怎么补上",
    )


class ContractStep(KeliuError):
    code, status, message = "contract_step", 409, "合同 {number} 现在是“{state}”,不能这样操作"


class PlanOff(KeliuError):
    code, status, message = "plan_off", 422, "回款计划合计 {planned},合同金额 {amount},要一样多"


class Overpaid(KeliuError):
    """`open_fen` is what could still be booked."""

    code, status, message = "overpaid", 409, "这笔超过了未收的 {open},确实多收了请勾选“允许超收”"


class AlreadyReversed(KeliuError):
    code, status, message = "already_reversed", 409, "这笔回款已经冲销过了"
