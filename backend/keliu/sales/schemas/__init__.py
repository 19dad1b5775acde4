"""The shapes of the sales endpoints, one file for each noun."""

from keliu.sales.schemas.opportunities import (
    BoardAsked,
    BoardColumn,
    BoardOut,
    CloseIn,
    ColumnAsked,
    CompetitorsIn,
    FillIn,
    LinesIn,
    MoveIn,
    OpportunityAsked,
    OpportunityAssignIn,
    OpportunityIn,
    OpportunityListRow,
    OpportunityOut,
    OpportunityPatch,
    OpportunityRow,
    PipelineOut,
    PipelineStage,
    PipelineWhole,
    StageChangeOut,
    StageOut,
    StageRef,
)

__all__ = [
    "BoardAsked", "BoardColumn", "BoardOut", "CloseIn", "ColumnAsked", "CompetitorsIn", "FillIn",
    "LinesIn", "MoveIn", "OpportunityAsked", "OpportunityAssignIn", "OpportunityIn",
    "OpportunityListRow", "OpportunityOut", "OpportunityPatch", "OpportunityRow", "PipelineOut",
    "PipelineStage", "PipelineWhole", "StageChangeOut", "StageOut", "StageRef",
]  # fmt: skip
